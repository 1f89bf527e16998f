namespace WebhookRelay.Searching;

internal static class SearchingRoom
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddSearching() => builder.Services.AddSingleton<EntrySearch>();
    }
}
