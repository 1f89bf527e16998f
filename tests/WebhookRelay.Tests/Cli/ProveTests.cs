using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Proving;

namespace WebhookRelay.Tests.Cli;

/// <summary>Proofs are checked by computation, not by their claims.</summary>
public sealed class ProveTests
{
    private static readonly string Other = new('a', 64);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20_000)]
    public async Task Valid_proof_is_proven(int links)
    {
        var run = await ProveAsync(Proof(links), "the-id");

        Assert.Equal(0, run.Code);
        Assert.Contains("PROVEN: ", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("NOT PROVEN", run.Output, StringComparison.Ordinal);
        Assert.Contains($"Followed {links} links", run.Output, StringComparison.Ordinal);
        Assert.Contains("pass a ledgerhash that you kept", run.Error, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Tampering { get; } = new()
    {
        { "entry.sequence", "fields" }, { "entry.labelboxEvent", "fields" }, { "entry.webhook", "fields" }, { "entry.secretMark", "fields" }, { "entry.bodyLength", "fields" },
        { "entry.bodySha256", "fields" }, { "entry.header", "fields" }, { "entry.headers", "fields" }, { "entry.id", "a different entry" }, { "digest", "fields" },
        { "previous", "does not link" }, { "hash", "does not link" }, { "link", "do not lead to the head" }, { "link-missing", "do not lead to the head" }, { "link-added", "do not lead to the head" },
        { "links-swapped", "do not lead to the head" }, { "link-nonsense", "links" }, { "head", "do not lead to the head" }, { "no-head", "not complete" }, { "no-entry", "not complete" },
        { "hash-after-links", "links" },
    };

    [Theory]
    [MemberData(nameof(Tampering))]
    public async Task Tampered_proof_is_not_proven(string what, string failure)
    {
        var proof = Proof(10);
        Tamper(proof, what);

        var run = await ProveAsync(proof, "the-id");

        Assert.Equal(1, run.Code);
        Assert.Contains("NOT PROVEN: ", run.Output, StringComparison.Ordinal);
        Assert.Contains(failure, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Truncated_proof_is_not_proven()
    {
        var text = Proof(10).ToJsonString();

        var run = await CliRun.OfAsync(new FakeRelay().On("GET /ledger/proof/the-id", text[..(text.Length / 2)]), "prove", "the-id");

        Assert.Equal(1, run.Code);
        Assert.Contains("Not proven", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hash", 0)]
    [InlineData("previous", 0)]
    [InlineData("head", 1)]
    [InlineData("other", 1)]
    public async Task Proof_must_start_at_the_kept_hash(string kept, int code)
    {
        var proof = Proof(10);
        var hash = kept switch
        {
            "head" => (string)proof["head"]!["hash"]!,
            "other" => Other,
            _ => (string)proof[kept]!,
        };

        var run = await ProveAsync(proof, "the-id", "--from", hash.ToUpperInvariant());

        Assert.Equal(code, run.Code);
        Assert.Equal(code is 1, run.Output.Contains("--from", StringComparison.Ordinal));
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task Rewritten_ledger_is_detected_by_a_kept_later_hash()
    {
        var (kept, rewritten) = (Proof(10), Proof(10, body: "another body"));
        var end = $"{(int)kept["head"]!["sequence"]!}:{(string)kept["head"]!["hash"]!}";

        Assert.Equal(0, (await ProveAsync(kept, "the-id", "--to", end)).Code);
        Assert.Equal(0, (await ProveAsync(rewritten, "the-id")).Code);
        var run = await ProveAsync(rewritten, "the-id", "--to", end);

        Assert.Equal(1, run.Code);
        Assert.Contains("does not end at the hash of --to", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Proof_must_end_at_the_requested_entry()
    {
        var proof = Proof(10);
        var relay = new FakeRelay().On("GET /ledger/proof/the-id", proof.ToJsonString());

        var run = await CliRun.OfAsync(relay, "prove", "the-id", "--to", "00000000000000000103", "--reveal");

        Assert.Equal("?to=103&reveal=true", Assert.Single(relay.Requests).Uri.Query);
        Assert.Equal(1, run.Code);
        Assert.Contains("does not end at the entry of --to", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Proof_with_a_masked_header_is_incomplete()
    {
        var proof = Proof(10);
        proof["entry"]!["headers"]![0]!["value"] = "***";
        proof["entry"]!["masked"] = true;

        var run = await ProveAsync(proof, "the-id");

        Assert.Equal(6, run.Code);
        Assert.Contains("INCOMPLETE", run.Output, StringComparison.Ordinal);
        Tamper(proof, "link");
        Assert.Equal(1, (await ProveAsync(proof, "the-id")).Code);
    }

    [Fact]
    public async Task Entry_can_be_named_by_sequence()
    {
        const string Detail = """{"delivery":{"sequence":"00000000000000000100","id":"the-id","labelboxEvent":"X","acceptedAt":"2026-01-31T00:00:00Z","state":"relayed","bodyLength":1},"secretMark":"x","headers":{},"bodySha256":"","ledgerHash":"","attempts":[],"masked":false}""";
        var relay = new FakeRelay().On("GET /entries/00000000000000000100", Detail).On("GET /ledger/proof/the-id", Proof(3).ToJsonString());

        var run = await CliRun.OfAsync(relay, "prove", "00000000000000000100", "--json");

        Assert.Equal(0, run.Code);
        Assert.Equal("?sequence=00000000000000000100", relay.Requests[^1].Uri.Query);
        var result = JsonNode.Parse(run.Output)!;
        Assert.Equal(("proven", 3), ((string)result["outcome"]!, (int)result["links"]!));
    }

    [Fact]
    public async Task Unknown_entry_fails_with_the_reason()
    {
        var run = await CliRun.OfAsync(new FakeRelay().On("GET /ledger/proof/x", _ => FakeRelay.Problem(HttpStatusCode.NotFound, "The ledger holds no such entry.")), "prove", "x");

        Assert.Equal(1, run.Code);
        Assert.Contains("holds no such entry", run.Error, StringComparison.Ordinal);
    }

    private static Task<(int Code, string Output, string Error)> ProveAsync(JsonObject proof, string id, params string[] more) =>
        CliRun.OfAsync(new FakeRelay().On($"GET /ledger/proof/{id}", proof.ToJsonString()), ["prove", id, .. more]);

    /// <summary>A valid proof.</summary>
    private static JsonObject Proof(int links, string body = "a body")
    {
        var entry = new ProvenEntry(
            100, "the-id", "LABEL_UPDATED", "training", "0a1b2c3d", [new ProvenHeader("Content-Type", "application/json"), new ProvenHeader("User-Agent", "Ünï")],
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body))), body.Length, AcceptedMicroseconds: 90, Masked: false);
        var (previous, digest) = (SHA256.HashData("before"u8), HashChain.Digest(entry));
        var first = HashChain.Link(previous, digest);
        var (hash, digests) = (first, new JsonArray());
        for (var i = 0; i < links; i++)
        {
            var next = SHA256.HashData(BitConverter.GetBytes(i));
            digests.Add(Convert.ToHexStringLower(next));
            hash = HashChain.Link(hash, next);
        }

        return new JsonObject
        {
            ["ledgerId"] = "ledger",
            ["entry"] = JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(entry, AdminJson.Default.ProvenEntry)),
            ["digest"] = Convert.ToHexStringLower(digest),
            ["previous"] = Convert.ToHexStringLower(previous),
            ["hash"] = Convert.ToHexStringLower(first),
            ["links"] = digests,
            ["head"] = new JsonObject { ["sequence"] = 100 + links, ["hash"] = Convert.ToHexStringLower(hash) },
            ["outcome"] = new JsonObject { ["state"] = "relayed" },
        };
    }

    private static void Tamper(JsonObject proof, string what)
    {
        var links = proof["links"]!.AsArray();
        var entry = proof["entry"]!;
        switch (what)
        {
            case "entry.sequence":
                entry["sequence"] = 101;
                break;
            case "entry.bodyLength":
                entry["bodyLength"] = 7;
                break;
            case "entry.bodySha256":
                entry["bodySha256"] = Other;
                break;
            case "entry.header":
                entry["headers"]![1]!["value"] = "another";
                break;
            case "entry.headers":
                entry["headers"]!.AsArray().RemoveAt(1);
                break;
            case "digest" or "previous" or "hash":
                proof[what] = Other;
                break;
            case "link":
                links[4] = Other;
                break;
            case "link-missing":
                links.RemoveAt(4);
                break;
            case "link-added":
                links.Insert(4, Other);
                break;
            case "links-swapped":
                (links[4], links[5]) = (links[5]!.DeepClone(), links[4]!.DeepClone());
                break;
            case "link-nonsense":
                links[4] = "nonsense";
                break;
            case "head":
                proof["head"]!["hash"] = Other;
                break;
            case "no-head":
                proof.Remove("head");
                break;
            case "no-entry":
                proof.Remove("entry");
                break;
            case "hash-after-links":
                var hash = proof["hash"]!.DeepClone();
                proof.Remove("hash");
                proof["hash"] = hash;
                break;
            default:
                entry[what.Split('.')[1]] = "another";
                break;
        }
    }
}
