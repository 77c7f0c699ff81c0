using Governance.Data;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Setup;

/// <summary>
/// Reads what is still to do of setting up, from facts. Once everything required was done the list is over for good, whatever is undone
/// later: other pages say what that means.
/// </summary>
public sealed class ReadSetup
{
    private readonly IDbContextFactory<GovernanceDbContext> _dbFactory;
    private readonly FinishSetup _finish;
    private readonly IReadOnlyList<ISetupStep> _steps;
    private volatile bool _isOver;

    /// <summary>Takes the steps of all features.</summary>
    public ReadSetup(IDbContextFactory<GovernanceDbContext> dbFactory, FinishSetup finish, IEnumerable<ISetupStep> steps) =>
        (_dbFactory, _finish, _steps) = (dbFactory, finish, [.. steps.OrderBy(s => s.Number)]);

    /// <summary>True for a role that can do one of the steps.</summary>
    public bool Concerns(string? role) =>
        role is not null && _steps.Any(s => s.Permission.GrantedTo.Contains(role, StringComparer.Ordinal));

    /// <summary>Runs it for someone who reads the whole organisation; null when nothing is to do.</summary>
    public async Task<SetupView?> RunAsync(CancellationToken ct)
    {
        if (_isOver)
        {
            return null;
        }

        await using var db = await _dbFactory.CreateDbContextAsync(ct);
        var known = await SetupFacts.ReadAsync(db, ct);
        if (known.Contains(SetupFacts.Finished))
        {
            _isOver = true;
            return null;
        }

        var lines = new List<SetupLine>();
        foreach (var step in _steps)
        {
            lines.Add(new(step.IsRequired, step.Permission.GrantedTo, await step.ReadAsync(db, ct)));
        }

        if (lines.All(l => !l.IsRequired || l.Step.IsDone))
        {
            _isOver = await _finish.RunAsync(ct);
            return null;
        }

        var hides = known.Contains(SetupFacts.OptionalHidden);
        return new([.. lines.Where(l => l.IsRequired || !hides)], hides);
    }
}
