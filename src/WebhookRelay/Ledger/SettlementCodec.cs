using WebhookRelay.Contracts;

namespace WebhookRelay.Ledger;

/// <summary>Encodes settlements and attempts. The hash chain does not cover them.</summary>
internal static class SettlementCodec
{
    public static byte[] Encode(Settlement settlement)
    {
        var fields = new FieldWriter(192);
        fields.Add((long)settlement.State);
        fields.Add(settlement.Attempts);
        fields.Add(settlement.RoutingKey ?? string.Empty);
        fields.Add(settlement.Error ?? string.Empty);
        fields.Add(settlement.At.UtcTicks);
        fields.Add(settlement.Local ? 1 : 0);
        fields.Add((long)settlement.Facts.Topic);
        fields.Add(settlement.Facts.ProjectId ?? string.Empty);
        fields.Add(settlement.Facts.DataRowId ?? string.Empty);
        fields.Add(settlement.Facts.LabelId ?? string.Empty);
        fields.Add(settlement.ReplayId ?? string.Empty);
        fields.Add(settlement.EventId ?? string.Empty);
        return fields.Written.ToArray();
    }

    /// <summary>The state in a record of <see cref="ColumnFamily.Pending"/>.</summary>
    public static DeliveryState DecodePending(ReadOnlySpan<byte> record) => record.IsEmpty ? DeliveryState.Accepted : (DeliveryState)record[0];

    public static Settlement DecodeSettlement(ReadOnlyMemory<byte> record)
    {
        var fields = new FieldReader(record);
        return new Settlement((DeliveryState)fields.Number(), (int)fields.Number(), fields.OptionalText(), fields.OptionalText())
        {
            At = new DateTimeOffset(fields.Number(), TimeSpan.Zero),
            Local = fields.Number() is not 0,
            Facts = new EntryFacts((LabelboxTopic)fields.Number(), fields.OptionalText(), fields.OptionalText(), fields.OptionalText()),
            ReplayId = fields.OptionalText(),
            // Settlements of earlier versions end before this field.
            EventId = fields.IsAtEnd ? null : fields.OptionalText(),
        };
    }

    public static byte[] Encode(DeliveryAttempt attempt)
    {
        var fields = new FieldWriter(128);
        fields.Add(attempt.At.UtcTicks);
        fields.Add((long)attempt.Result);
        fields.Add(attempt.RoutingKey ?? string.Empty);
        fields.Add(attempt.Error ?? string.Empty);
        fields.Add(attempt.ReplayId ?? string.Empty);
        fields.Add(attempt.Queue ?? string.Empty);
        return fields.Written.ToArray();
    }

    public static DeliveryAttempt DecodeAttempt(ReadOnlyMemory<byte> record)
    {
        var fields = new FieldReader(record);
        return new DeliveryAttempt(
            new DateTimeOffset(fields.Number(), TimeSpan.Zero), (AttemptResult)fields.Number(), fields.OptionalText(), fields.OptionalText(), fields.OptionalText(), fields.OptionalText());
    }
}
