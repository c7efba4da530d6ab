"""A fact of each kind as it is typed into its form."""

TYPED: dict[str, dict[str, str]] = {
    "definition": {"term": "osteoclast", "meaning": "a cell that breaks down bone", "also": "bone eater\nOC"},
    "set": {
        "question": "Which cancers most often spread to bone?",
        "members-0-name": "breast cancer",
        "members-1-name": "prostate cancer",
        "members-1-gloss": "a gland of men",
        "members-2-name": "lung cancer",
    },
    "rank": {
        "scale": "most common places to which cancer spreads",
        "places-0-name": "lungs",
        "places-0-rank": "1-2",
        "places-1-name": "liver",
        "places-1-rank": "1, 2",
        "places-2-name": "bone",
        "places-2-rank": "3",
        "places-2-ask_rank": "Where does bone stand among places to which cancer spreads?",
    },
    "role": {
        "agent": "Denosumab",
        "agent_class": "antibody",
        "role": "prevents bone loss",
        "distractors-0-text": "kills bacteria",
        "distractors-0-why": "It is no antibiotic.",
        "distractors-1-text": "thins the blood",
        "distractors-1-why": "It is no anticoagulant.",
        "distractors-2-text": "lowers blood sugar",
        "distractors-2-why": "It is no drug for diabetes.",
    },
    "contrast": {
        "subjects-0-name": "osteolytic",
        "subjects-1-name": "osteoblastic",
        "attributes-0-ask": "What does an {subject} change do to bone?",
        "attributes-0-values-0": "breaks it down",
        "attributes-0-values-1": "builds too much of it",
    },
    "statistic": {
        "value": "about 330,000 people",
        "number": "330,000",
        "unit": "people",
        "measures": "people in the US who live with bone metastases",
        "ask_value": "About how many people in the US live with bone metastases?",
    },
    "recommendation": {
        "ask": "What should a person with new back pain do?",
        "action": "Report it at once",
        "ask_why": "Why should new back pain be reported at once?",
        "why": "It can mean pressure on the spinal cord",
    },
    "statement": {
        "cloze": "Pressure on the [[cord|spinal cord]] can cause [[numbness]].",
        "asks-0-ask": "What can pressure on the spinal cord cause?",
        "asks-0-answer": "Numbness or weakness",
    },
}

SOURCE = {"topic": "+", "new_topic": "Cells", "study": "+", "citation": "Handbook, 2024", "as_of": "2024"}
