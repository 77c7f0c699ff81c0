using System.Globalization;
using Governance.Cli.Data;
using Governance.Cli.Discovery.Scanning;
using Governance.Cli.Monitoring;
using Governance.Domain;
using Governance.Domain.Discovery;

namespace Governance.Cli.Discovery;

/// <summary>
/// The log of a proxy: which hosts of AI providers were asked, by which application, how often. Users are counted and not named: who used
/// what is no business of a register of AI.
/// </summary>
internal static class ProxyLog
{
    private static readonly string[] s_hosts = ["host", "hostname", "domain", "url", "cs-host", "destination"];
    private static readonly string[] s_applications = ["app", "application", "client", "service", "department"];
    private static readonly string[] s_users = ["user", "username", "cs-username", "login"];
    private static readonly string[] s_times = ["time", "timestamp", "date", "datetime"];
    private static readonly string[] s_counts = ["count", "requests", "hits"];

    public static async Task<IReadOnlyList<DiscoveryFinding>> ReadAsync(string path, CancellationToken ct)
    {
        var calls = new SortedDictionary<(string Application, string Host), Calls>();
        await using var rows = await RowFiles.OpenAsync(await LogFile.OpenAsync(path, ct), ct);
        var known = false;
        while (await rows.ReadAsync(ct))
        {
            var host = Value(rows, s_hosts);
            known |= host is not null;
            if (!known)
            {
                throw CliException.Usage($"{path} has no column called {string.Join(" or ", s_hosts)}.");
            }

            host = HostOf(host);
            if (AiHosts.ProviderOf(host) is null)
            {
                continue;
            }

            var place = (Value(rows, s_applications) is { Length: > 0 } application ? application : "proxy log", host!);
            if (!calls.TryGetValue(place, out var seen))
            {
                calls.Add(place, seen = new Calls());
            }

            seen.Count += long.TryParse(Value(rows, s_counts), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 1;
            if (Value(rows, s_users) is { Length: > 0 } user)
            {
                seen.Users.Add(user);
            }

            if (ForeignTime.TryRead(Value(rows, s_times), out var at) && at > seen.Last)
            {
                seen.Last = at;
            }
        }

        return
        [
            .. calls.Select(c =>
                DiscoveryFinding.Of(DiscoveryKind.Endpoint, c.Key.Host, c.Key.Application, null, AiHosts.ProviderOf(c.Key.Host)) with
                {
                    Note = c.Value.Words,
                }
            ),
        ];
    }

    private static string? HostOf(string? text)
    {
        var host = text?.Trim().ToLowerInvariant() ?? string.Empty;
        var scheme = host.IndexOf("://", StringComparison.Ordinal);
        host = scheme < 0 ? host : host[(scheme + 3)..];
        return host.Split('/')[0].Split(':')[0];
    }

    private static string? Value(IRowFile rows, string[] names) =>
        rows.Cells.Where(c => names.Contains(c.Column.Trim(), StringComparer.OrdinalIgnoreCase)).Select(c => c.Text).FirstOrDefault();

    private sealed class Calls
    {
        // Beyond this many it is enough to know that there are many.
        private const int MaxUsers = 100_000;

        private readonly HashSet<string> _users = new(StringComparer.OrdinalIgnoreCase);

        public long Count { get; set; }

        public HashSet<string> Users => _users.Count < MaxUsers ? _users : [];

        public DateTimeOffset Last { get; set; }

        public string Words
        {
            get
            {
                List<string> words = [Many(Count, "request")];
                if (_users.Count > 0)
                {
                    words.Add($"{Many(_users.Count, "user")}");
                }

                if (Last > default(DateTimeOffset))
                {
                    words.Add($"last on {Last.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}");
                }

                return string.Join(", ", words);
            }
        }

        private static string Many(long count, string noun) =>
            string.Create(CultureInfo.InvariantCulture, $"{count:#,0} {noun}{(count == 1 ? "" : "s")}");
    }
}
