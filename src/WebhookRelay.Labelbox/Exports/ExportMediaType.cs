namespace WebhookRelay.Labelbox.Exports;

/// <summary>The media types that Labelbox's client knows.</summary>
public enum ExportMediaType
{
    /// <summary><c>AUDIO</c></summary>
    Audio,

    /// <summary><c>CONVERSATIONAL</c></summary>
    Conversational,

    /// <summary><c>DICOM</c></summary>
    Dicom,

    /// <summary><c>PDF</c></summary>
    Pdf,

    /// <summary><c>TMS_GEO</c>: tiled imagery with geographic coordinates.</summary>
    TmsGeo,

    /// <summary><c>TMS_SIMPLE</c>: tiled imagery without them.</summary>
    TmsSimple,

    /// <summary><c>HTML</c></summary>
    Html,

    /// <summary><c>IMAGE</c></summary>
    Image,

    /// <summary><c>LLM</c></summary>
    Llm,

    /// <summary><c>LLM_PROMPT_CREATION</c></summary>
    LlmPromptCreation,

    /// <summary><c>LLM_PROMPT_RESPONSE_CREATION</c></summary>
    LlmPromptResponseCreation,

    /// <summary><c>POINT_CLOUD</c></summary>
    PointCloud,

    /// <summary><c>TEXT</c></summary>
    Text,

    /// <summary><c>VIDEO</c></summary>
    Video,
}
