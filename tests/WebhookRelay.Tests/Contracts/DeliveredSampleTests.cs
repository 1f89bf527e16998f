using System.Security.Cryptography;
using System.Text;
using WebhookRelay.Contracts;
using WebhookRelay.Ledger;
using WebhookRelay.Normalising;

namespace WebhookRelay.Tests.Contracts;

/// <summary>From a delivery's bytes, through the relay's normaliser, to what a subscriber reads.</summary>
public class DeliveredSampleTests
{
    public static TheoryData<string> Names() => Samples.Names();

    public static TheoryData<string> V1Names() => Samples.Names("webhook-v1-label-updated.json");

    [Theory]
    [MemberData(nameof(Names))]
    public void A_delivered_row_becomes_a_valid_event_that_is_typed_throughout(string name)
    {
        var row = Encoding.UTF8.GetBytes(Samples.Row(name).ToJsonString());

        var published = Published(row);

        Assert.Empty(PublishedSchemaTests.Faults(published));
        var read = WebhookRelay.Contracts.LabelboxEvent.Parse(published);
        Assert.Empty(Leftovers.In(read));
        RoundTripTests.AssertEqual(published, read.ToUtf8Json());
    }

    [Theory]
    [MemberData(nameof(V1Names))]
    public void A_delivery_of_V1_becomes_a_valid_event_with_typed_annotations(string name)
    {
        var published = Published(Encoding.UTF8.GetBytes(Samples.Json(name).ToJsonString()));

        Assert.Empty(PublishedSchemaTests.Faults(published));
        var read = WebhookRelay.Contracts.LabelboxEvent.Parse(published);
        var label = read.Data!.Projects!.Single().Value.Labels!.Single();
        Assert.Equal(read.LabelId, label.Id);
        Assert.Equal(5, label.Annotations!.Objects!.OfType<BoundingBoxObject>().Count());
        Assert.IsType<ChecklistClassification>(label.Annotations.Classifications!.Single());
        RoundTripTests.AssertEqual(published, read.ToUtf8Json());
    }

    private static byte[] Published(byte[] body)
    {
        var entry = new LedgerEntry(1_717_588_801_500_000, "delivery-1", "LABEL_UPDATED", "", "01234567", [], SHA256.HashData(body), body.Length, new byte[32], null);
        var understood = Assert.IsType<Normalised.Understood>(Normaliser.Normalise(entry, body));
        return CloudEventWriter.Write(understood.Event, "ledger", local: false);
    }
}
