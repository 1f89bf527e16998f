using System.Text.Json.Serialization;

namespace WebhookRelay.Contracts;

/// <summary>The one answer of a model that was chosen: <c>MessageSingleSelection</c>.</summary>
public sealed class MessageSelectionObject : ObjectAnnotation
{
    /// <summary>The choice.</summary>
    public SelectedMessage? SelectedMessage { get; set; }
}

/// <summary>A message that was chosen.</summary>
public sealed class SelectedMessage : Extensible
{
    /// <summary>The message's id.</summary>
    public string? MessageId { get; set; }

    /// <summary>The configuration of the model that wrote it.</summary>
    public string? ModelConfigName { get; set; }

    /// <summary>The message it answers.</summary>
    public string? ParentMessageId { get; set; }
}

/// <summary>The answers of models that were chosen: <c>MessageMultiSelection</c>.</summary>
public sealed class MessageMultiSelectionObject : ObjectAnnotation
{
    /// <summary>The choices.</summary>
    public SelectedMessages? SelectedMessages { get; set; }
}

/// <summary>Messages that were chosen.</summary>
public sealed class SelectedMessages : Extensible
{
    /// <summary>The messages.</summary>
    public IReadOnlyList<ModelMessage>? Messages { get; set; }

    /// <summary>The message they answer.</summary>
    public string? ParentMessageId { get; set; }
}

/// <summary>The answers of models in an order of preference: <c>MessageRanking</c>.</summary>
public sealed class MessageRankingObject : ObjectAnnotation
{
    /// <summary>The order.</summary>
    public RankedMessages? RankedMessages { get; set; }
}

/// <summary>Messages in an order of preference.</summary>
public sealed class RankedMessages : Extensible
{
    /// <summary>The messages, each with its place.</summary>
    [JsonPropertyName("ranked_messages")]
    public IReadOnlyList<ModelMessage>? Messages { get; set; }

    /// <summary>The message they answer.</summary>
    public string? ParentMessageId { get; set; }
}

/// <summary>A message of a model.</summary>
public sealed class ModelMessage : Extensible
{
    /// <summary>The message's id.</summary>
    public string? MessageId { get; set; }

    /// <summary>The configuration of the model that wrote it.</summary>
    public string? ModelConfigName { get; set; }

    /// <summary>Its place in a ranking, 1 for the best; null in a selection.</summary>
    public int? Order { get; set; }
}
