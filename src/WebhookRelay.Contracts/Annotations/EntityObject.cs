namespace WebhookRelay.Contracts;

/// <summary>A named entity in a text (<c>TextEntity</c>) or a document (<c>DocumentEntityToken</c>).</summary>
public sealed class EntityObject : ObjectAnnotation
{
    /// <summary>The entity's location.</summary>
    public EntityLocation? Location { get; set; }
}

/// <summary>The location of an entity: <see cref="TextLocation"/>, <see cref="DocumentLocation"/> or <see cref="UnknownLocation"/>.</summary>
public abstract class EntityLocation : Extensible
{
    private protected EntityLocation()
    {
    }
}

/// <summary>A range of characters in a text.</summary>
public sealed class TextLocation : EntityLocation
{
    /// <summary>The index of the first character, counted from 0 (inferred).</summary>
    public int? Start { get; set; }

    /// <summary>The index of the last character, inclusive: 10 to 20 is 11 characters.</summary>
    public int? End { get; set; }

    /// <summary>The characters in the range. Not in every row.</summary>
    public string? Token { get; set; }
}

/// <summary>A location in a document, as tokens.</summary>
public sealed class DocumentLocation : EntityLocation
{
    /// <summary>The groups of tokens.</summary>
    public IReadOnlyList<TokenGroup>? Groups { get; set; }
}

/// <summary>A location in an unknown format. Its members are kept in <see cref="Extensible.Unknown"/>.</summary>
public sealed class UnknownLocation : EntityLocation;

/// <summary>A group of tokens in a document's text layer.</summary>
public sealed class TokenGroup : Extensible
{
    /// <summary>The group's id.</summary>
    public string? Id { get; set; }

    /// <summary>The page number. Its base is unknown: Labelbox's documentation shows 0, its code 1.</summary>
    public int? PageNumber { get; set; }

    /// <summary>The ids of the tokens in the document's text layer.</summary>
    public IReadOnlyList<string>? Tokens { get; set; }

    /// <summary>The text of the tokens.</summary>
    public string? Text { get; set; }
}

/// <summary>A named entity in a message: <c>ConversationalTextEntity</c>.</summary>
public sealed class ConversationalEntityObject : ObjectAnnotation
{
    /// <summary>The entity's location.</summary>
    public ConversationalLocation? ConversationalLocation { get; set; }
}

/// <summary>A range of characters in a message.</summary>
public sealed class ConversationalLocation : Extensible
{
    /// <summary>The message's id in the conversation.</summary>
    public string? MessageId { get; set; }

    /// <summary>The range in the message's text.</summary>
    public TextLocation? Location { get; set; }
}
