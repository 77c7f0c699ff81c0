using System.Text;
using Governance.Transparency;

namespace Governance.Cli.Shared;

/// <summary>Public keys that the person trusts, from files.</summary>
internal static class TrustedKeys
{
    private const int LargestKey = 64 * 1024;

    public static async Task<IReadOnlyList<DsseKey>> ReadAsync(IEnumerable<string> files, CancellationToken ct)
    {
        var trusted = new List<DsseKey>();
        foreach (var file in files)
        {
            trusted.Add(
                DsseKey.FromPem(Encoding.UTF8.GetString(await LocalFile.ReadAsync(file, LargestKey, ct)))
                    ?? throw CliException.Usage($"{file} holds no P-256 key in PEM form.")
            );
        }

        return trusted;
    }
}
