namespace WebhookRelay.Labelbox.V1;

/// <summary>What a V1 feature is, by the list it stands in.</summary>
internal enum V1Kind : byte
{
    /// <summary>Drawn by a tool: it has a geometry.</summary>
    Object,

    /// <summary>A classification.</summary>
    Question,

    /// <summary>The option chosen, or one of them.</summary>
    Answer,

    /// <summary>From one object to another.</summary>
    Relationship,
}
