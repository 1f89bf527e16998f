using WebhookRelay.Benchmarks;

return args switch
{
    ["ledger-search", .. var rest] => await LedgerSearch.RunAsync(rest),
    _ => Help(),
};

static int Help()
{
    Console.Error.WriteLine("""
        dotnet run -c Release --project tests/WebhookRelay.Benchmarks -- <what>

          ledger-search [entries] [folder]   fills a ledger (1000000 entries, a temporary folder) and tells how long searches take;
                                             a folder that holds a ledger already is searched as it is
        """);
    return 1;
}
