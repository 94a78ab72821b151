"""HunyuanOCR's network: our own forward of the published weights, from picture to tokens."""
