namespace WebhookRelay.Contracts;

/// <summary>A named entity in a text, <c>TextEntity</c>, or in a document, <c>DocumentEntityToken</c>.</summary>
public sealed class EntityObject : ObjectAnnotation
{
    /// <summary>Where it is.</summary>
    public EntityLocation? Location { get; set; }
}

/// <summary>Where an entity is: <see cref="TextLocation"/>, <see cref="DocumentLocation"/> or <see cref="UnknownLocation"/>.</summary>
public abstract class EntityLocation : Extensible
{
    private protected EntityLocation()
    {
    }
}

/// <summary>A stretch of a text.</summary>
public sealed class TextLocation : EntityLocation
{
    /// <summary>The first character, counted from 0 (inferred).</summary>
    public int? Start { get; set; }

    /// <summary>The last character, inclusive: 10 to 20 are 11 characters.</summary>
    public int? End { get; set; }

    /// <summary>The characters themselves. Not in every row.</summary>
    public string? Token { get; set; }
}

/// <summary>Tokens of a document.</summary>
public sealed class DocumentLocation : EntityLocation
{
    /// <summary>The groups of tokens.</summary>
    public IReadOnlyList<TokenGroup>? Groups { get; set; }
}

/// <summary>A location of no known shape. What it has is in <see cref="Extensible.Unknown"/>.</summary>
public sealed class UnknownLocation : EntityLocation;

/// <summary>Tokens of a document's text layer that belong together.</summary>
public sealed class TokenGroup : Extensible
{
    /// <summary>The group's id.</summary>
    public string? Id { get; set; }

    /// <summary>The page. Its base is not settled: Labelbox's pages show 0, its code 1.</summary>
    public int? PageNumber { get; set; }

    /// <summary>The ids of the tokens, in the document's text layer.</summary>
    public IReadOnlyList<string>? Tokens { get; set; }

    /// <summary>Their text.</summary>
    public string? Text { get; set; }
}

/// <summary>A named entity in a message: <c>ConversationalTextEntity</c>.</summary>
public sealed class ConversationalEntityObject : ObjectAnnotation
{
    /// <summary>Where it is.</summary>
    public ConversationalLocation? ConversationalLocation { get; set; }
}

/// <summary>A stretch of one message.</summary>
public sealed class ConversationalLocation : Extensible
{
    /// <summary>The message's id, within the conversation.</summary>
    public string? MessageId { get; set; }

    /// <summary>The stretch of its text.</summary>
    public TextLocation? Location { get; set; }
}
