using System.Text.Json.Serialization;

namespace WebhookRelay.Contracts;

/// <summary>The selection of one model answer: <c>MessageSingleSelection</c>.</summary>
public sealed class MessageSelectionObject : ObjectAnnotation
{
    /// <summary>The selected message.</summary>
    public SelectedMessage? SelectedMessage { get; set; }
}

/// <summary>A selected message.</summary>
public sealed class SelectedMessage : Extensible
{
    /// <summary>The message's id.</summary>
    public string? MessageId { get; set; }

    /// <summary>The name of the configuration of the model that wrote the message.</summary>
    public string? ModelConfigName { get; set; }

    /// <summary>The id of the message that it answers.</summary>
    public string? ParentMessageId { get; set; }
}

/// <summary>The selection of several model answers: <c>MessageMultiSelection</c>.</summary>
public sealed class MessageMultiSelectionObject : ObjectAnnotation
{
    /// <summary>The selected messages.</summary>
    public SelectedMessages? SelectedMessages { get; set; }
}

/// <summary>Selected messages.</summary>
public sealed class SelectedMessages : Extensible
{
    /// <summary>The messages.</summary>
    public IReadOnlyList<ModelMessage>? Messages { get; set; }

    /// <summary>The id of the message that they answer.</summary>
    public string? ParentMessageId { get; set; }
}

/// <summary>A ranking of model answers: <c>MessageRanking</c>.</summary>
public sealed class MessageRankingObject : ObjectAnnotation
{
    /// <summary>The ranked messages.</summary>
    public RankedMessages? RankedMessages { get; set; }
}

/// <summary>Messages in order of preference.</summary>
public sealed class RankedMessages : Extensible
{
    /// <summary>The messages, each with its rank.</summary>
    [JsonPropertyName("ranked_messages")]
    public IReadOnlyList<ModelMessage>? Messages { get; set; }

    /// <summary>The id of the message that they answer.</summary>
    public string? ParentMessageId { get; set; }
}

/// <summary>A message from a model.</summary>
public sealed class ModelMessage : Extensible
{
    /// <summary>The message's id.</summary>
    public string? MessageId { get; set; }

    /// <summary>The name of the configuration of the model that wrote the message.</summary>
    public string? ModelConfigName { get; set; }

    /// <summary>The rank of the message, 1 for the best; null in a selection.</summary>
    public int? Order { get; set; }
}
