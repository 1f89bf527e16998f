using WebhookRelay.Contracts.Schemas;

const string Folder = "src/WebhookRelay.Contracts/schemas";

if (!Directory.Exists(Folder))
{
    Console.Error.WriteLine($"The folder {Folder} does not exist. Run this in the root of the repository.");
    return 1;
}

foreach (var (name, content) in PublishedFiles.All())
{
    File.WriteAllText(Path.Combine(Folder, name), content);
    Console.WriteLine($"{Folder}/{name}");
}

return 0;
