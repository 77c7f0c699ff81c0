using Governance.Cli.Shared;
using Governance.Policies;

namespace Governance.Cli.Policies;

/// <summary>Reads policy files; a byte more than allowed is kept so that the reader can say so itself.</summary>
internal static class PolicyFiles
{
    public static Task<byte[]> ReadAsync(string path, CancellationToken ct) => LocalFile.ReadAsync(path, 16 * PolicyDocument.MaxBytes, ct);
}
