namespace WebhookRelay.Inspector.Deliveries;

/// <param name="Filter">The filter of the page.</param>
/// <param name="Rows">The deliveries, newest first.</param>
/// <param name="Next">The address of the next page; null at the end.</param>
/// <param name="IsFirstPage">Whether it starts at the newest delivery, so that new ones can be added.</param>
/// <param name="IsPartial">Whether the search stopped before the page was full.</param>
/// <param name="LedgerIsEmpty">Whether there is no delivery at all.</param>
public sealed record DeliveriesView(FilterView Filter, IReadOnlyList<DeliveryRowView> Rows, string? Next, bool IsFirstPage, bool IsPartial, bool LedgerIsEmpty);

/// <summary>A delivery in a list.</summary>
public sealed record DeliveryRowView(
    string Sequence, string Id, string Topic, string? Webhook, DateTimeOffset AcceptedAt, string State, string? Error, string? Project, string? DataRow, string? Label, long Bytes)
{
    /// <summary>Changes with everything a row shows that can change.</summary>
    public string Version => $"{State} {Project}";
}

/// <param name="Query">The query of the address, without a cursor; empty without a condition.</param>
/// <param name="Options">The options of the command line for the same.</param>
/// <param name="States">The states to choose from.</param>
/// <param name="Topics">The topics to choose from.</param>
/// <param name="Fields">The conditions to type.</param>
/// <param name="Active">The conditions, each with the address without it.</param>
/// <param name="Errors">What cannot be understood.</param>
public sealed record FilterView(
    string Query, string Options, IReadOnlyList<ChoiceView> States, IReadOnlyList<ChoiceView> Topics, IReadOnlyList<FieldView> Fields, IReadOnlyList<ConditionLink> Active,
    IReadOnlyList<string> Errors);

/// <param name="Value">The choice.</param>
/// <param name="IsOn">Whether it is chosen.</param>
/// <param name="Toggle">The address with the choice reversed.</param>
public sealed record ChoiceView(string Value, bool IsOn, string Toggle);

/// <param name="Name">The parameter.</param>
/// <param name="Title">Its label.</param>
/// <param name="Value">What is typed; null if nothing is.</param>
/// <param name="Hint">An example.</param>
/// <param name="IsTime">Whether it is a time.</param>
public sealed record FieldView(string Name, string Title, string? Value, string? Hint = null, bool IsTime = false);

/// <param name="Text">The condition.</param>
/// <param name="Without">The address without it.</param>
public sealed record ConditionLink(string Text, string Without);
