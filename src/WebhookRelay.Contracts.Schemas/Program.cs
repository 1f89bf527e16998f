using WebhookRelay.Contracts.Schemas;

const string Folder = "src/WebhookRelay.Contracts/schemas";

if (!Directory.Exists(Folder))
{
    Console.Error.WriteLine($"There is no folder {Folder} here. Run this at the root of the repository.");
    return 1;
}

foreach (var (name, content) in PublishedFiles.All())
{
    File.WriteAllText(Path.Combine(Folder, name), content);
    Console.WriteLine($"{Folder}/{name}");
}

return 0;
