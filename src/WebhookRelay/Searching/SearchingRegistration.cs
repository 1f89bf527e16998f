namespace WebhookRelay.Searching;

internal static class SearchingRegistration
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddSearching()
        {
            builder.Services.AddSingleton<EntrySearch>();
            builder.Services.AddSingleton<EntryFinder>();
            builder.Services.AddSingleton<ActivityReader>();
        }
    }
}
