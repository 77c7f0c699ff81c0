using System.Collections.Concurrent;

namespace Governance.Testing;

/// <summary>
/// The portals that run in this process. One that a test leaves running works on beside every later test, with all its jobs and open files:
/// the run ends with an error that names the tests.
/// </summary>
public sealed class OpenPortals : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<PortalFactory, string> s_open = new();

    /// <summary>A portal was made, by the test that runs now.</summary>
    internal static void Add(PortalFactory portal) =>
        s_open[portal] = TestContext.Current is { TestMethod: { } method } now
            ? $"{now.TestClass?.TestClassName}.{method.MethodName}"
            : "a fixture";

    /// <summary>A portal was closed.</summary>
    internal static void Remove(PortalFactory portal) => s_open.TryRemove(portal, out _);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await SharedWork.EndAsync();
        if (!s_open.IsEmpty)
        {
            var words = $"Left running: {string.Join(", ", s_open.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))}";
            CleanupFaults.Keep(words);
            throw new InvalidOperationException(words);
        }
    }
}
