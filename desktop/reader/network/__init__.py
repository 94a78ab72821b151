"""HunyuanOCR's network in torch: our own forward of the published weights, from picture to tokens."""
