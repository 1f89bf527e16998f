#pragma warning disable MA0048, IDE0130 // Two folders in one file, only for the test of the test.
namespace WebhookRelay.Tests.Architecture.Planted.Upper
{
    internal sealed class High
    {
        public Lower.Low Below { get; } = new();
    }
}

namespace WebhookRelay.Tests.Architecture.Planted.Lower
{
    internal sealed class Low
    {
        public string Above() => Describe(() => typeof(Upper.High).Name);

        private static string Describe(Func<string> name) => name();
    }
}
