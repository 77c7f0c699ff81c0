using System.Text;
using System.Text.RegularExpressions;
using Governance.Cli.Shared;
using Governance.Domain;
using Governance.Domain.Discovery;

namespace Governance.Cli.Discovery;

/// <summary>
/// What a team said it does not want to hear of: one pattern of a path on a line, with a kind before it where only that is meant.
/// </summary>
internal sealed class IgnoreList
{
    private const int MaxBytes = 256 * 1024;

    private readonly IReadOnlyList<(DiscoveryKind? Kind, Regex Path)> _patterns;

    private IgnoreList(IReadOnlyList<(DiscoveryKind? Kind, Regex Path)> patterns) => _patterns = patterns;

    public static IgnoreList Empty { get; } = new([]);

    public static async Task<IgnoreList> ReadAsync(string path, CancellationToken ct)
    {
        var lines = Encoding.UTF8.GetString(await LocalFile.ReadAsync(path, MaxBytes, ct)).Split('\n');
        return new([
            .. lines
                .Select(l => l.Split(" #")[0].Trim())
                .Where(l => l.Length > 0 && l[0] != '#')
                .Select(l =>
                {
                    var at = l.IndexOf(':', StringComparison.Ordinal);
                    return at < 0 ? (null, PatternOf(l))
                        : WireName.TryParse<DiscoveryKind>(l[..at], out var kind) ? ((DiscoveryKind?)kind, PatternOf(l[(at + 1)..]))
                        : throw CliException.Usage(
                            $"{path}: \"{l[..at]}\" is not a kind of finding: use {string.Join(", ", WireName.All<DiscoveryKind>())}."
                        );
                }),
        ]);
    }

    public bool Has(DiscoveryKind kind, string path) => _patterns.Any(p => (p.Kind is null || p.Kind == kind) && p.Path.IsMatch(path));

    /// <summary>True for a path of which nothing is wanted, of whatever kind.</summary>
    public bool HasAll(string path) => _patterns.Any(p => p.Kind is null && p.Path.IsMatch(path));

    // A star stays within a folder, two go through folders; a pattern of a folder means what is in it.
    private static Regex PatternOf(string glob)
    {
        var pattern = Regex
            .Escape(glob.Trim('/'))
            .Replace(@"\*\*/", "(?:.*/)?", StringComparison.Ordinal)
            .Replace(@"\*\*", ".*", StringComparison.Ordinal)
            .Replace(@"\*", "[^/]*", StringComparison.Ordinal)
            .Replace(@"\?", "[^/]", StringComparison.Ordinal);
        return new Regex($"^{pattern}(?:/.*)?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    }
}
