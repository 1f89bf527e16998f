namespace WebhookRelay.Labelbox.V1;

/// <summary>The kind of a V1 feature, determined by its list.</summary>
internal enum V1Kind : byte
{
    /// <summary>Drawn with a tool, with a geometry.</summary>
    Object,

    /// <summary>A classification.</summary>
    Question,

    /// <summary>A chosen option.</summary>
    Answer,

    /// <summary>A relationship between two objects.</summary>
    Relationship,
}
