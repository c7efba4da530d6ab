"""The site's front: home, help, error pages, the serve command, middleware."""
