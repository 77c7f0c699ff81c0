using System.Runtime.CompilerServices;
using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Administration.Admin;

/// <summary>
/// Runs a check of the installation to its end, or to what it cannot read: that is a finding like others, and the checks after it run all
/// the same.
/// </summary>
internal static class CheckRun
{
    /// <summary>What a check finds.</summary>
    public static async IAsyncEnumerable<string> FindAsync(IInstallationCheck check, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var findings = check.FindAsync(ct).GetAsyncEnumerator(ct);
        while (true)
        {
            string? stopped = null;
            try
            {
                if (!await findings.MoveNextAsync())
                {
                    yield break;
                }
            }
#pragma warning disable CA1031 // Whatever a row holds: what cannot be read is named, and nothing after it is hidden by it.
            catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
#pragma warning restore CA1031
            {
                stopped =
                    $"The check of {check.Subject} stopped at something that it could not read ({Why(e)}), so what it "
                    + "would have said after "
                    + "it is missing. Stored records that differ from the log are named by the check of every stored record against the "
                    + "log. Repair them, or restore a backup, and run the check again.";
            }

            if (stopped is not null)
            {
                yield return stopped;
                yield break;
            }

            yield return findings.Current;
        }
    }

    // In one line: the innermost reason says which value it is.
    private static string Why(Exception e) => e.GetBaseException().Message.ReplaceLineEndings(" ").TrimEnd('.');
}
