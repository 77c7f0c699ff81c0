using Governance.Data;
using Governance.Domain;
using Governance.Domain.Gates;
using Governance.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Policies;

/// <summary>Runs a policy's tests in the portal, where a named input is a stored gate run: <c>input: GATE-0034</c>.</summary>
internal static class PolicyTests
{
    private const int MaxRuns = 50;

    /// <summary>Runs every case with the policy alone, beside the built-in baseline.</summary>
    public static async Task<IReadOnlyList<PolicyTestResult>> RunAsync(
        GovernanceDbContext db,
        PolicyTestFile file,
        PolicyDocument policy,
        CancellationToken ct
    )
    {
        var inputs = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var name in file.Cases.Select(c => c.InputName).OfType<string>().Distinct(StringComparer.Ordinal).Take(MaxRuns))
        {
            if (
                DisplayId.TryParse<GateRunId>(name, out var run)
                && await db.GateRuns.AsNoTracking().Where(r => r.Id == run).Select(r => r.Input).SingleOrDefaultAsync(ct) is { } input
            )
            {
                inputs[name] = input;
            }
        }

        return PolicyTestRunner.Run(file, [policy], inputs);
    }
}
