using Governance.Data;
using Governance.Data.Api;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Organisations;
using Governance.Reporting;
using Governance.Reporting.Layout;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Sealing;

/// <summary>Says what is true of a document itself: who asked for it, when, and which installation answers for it.</summary>
public sealed class ReportDocuments(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    IConfiguration configuration,
    ReadOrganisation organisations,
    LogHealth health,
    IOptions<ReportOptions> options,
    TimeProvider clock
)
{
    // Read once: the file was looked at when the host started.
    private readonly Lazy<string?> _logo = new(() => options.Value.LogoPath is { Length: > 0 } path ? DocumentLogo.Read(path) : null);

    // A log gets another name only by the host's commands, with the portal stopped.
    private string? _logName;

    /// <summary>Facts of a document made now.</summary>
    /// <param name="id">Its id, or a word in its place for a preview.</param>
    /// <param name="madeBy">Printed name of who asked.</param>
    /// <param name="language">Tag of the language it is laid out in.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<ReportDocument> MakeAsync(string id, string madeBy, string language, CancellationToken ct)
    {
        var organisation = await organisations.RunAsync(ct);
        return new()
        {
            Id = id,
            MadeAt = clock.GetUtcNow(),
            MadeBy = madeBy,
            Language = language,
            Installation = organisation.Name ?? await LogNameAsync(ct),
            IsNamed = organisation.Name is not null,
            Address = organisation.Address,
            Contact = organisation.Email,
            Logo = _logo.Value,
            Log = await LogAsync(ct),
        };
    }

    /// <summary>
    /// The newest checkpoint that the last verification of the log covered; null before the first one, and while the log does not verify.
    /// </summary>
    private async Task<LogState?> LogAsync(CancellationToken ct)
    {
        if (health.Last is not { Sentence: null } verified || health.Sentence is not null)
        {
            return null;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return
            await db
                .Checkpoints.AsNoTracking()
                .Where(c => c.Size <= verified.Size)
                .OrderByDescending(c => c.Size)
                .Select(c => new { c.Size, c.Root })
                .FirstOrDefaultAsync(ct)
                is { } checkpoint
            ? new LogState(checkpoint.Size, verified.At, Convert.ToHexStringLower(checkpoint.Root))
            : null;
    }

    /// <summary>The organisation, else the installation by the name its audit log bears.</summary>
    public async Task<string> InstallationAsync(CancellationToken ct) => (await organisations.RunAsync(ct)).Name ?? await LogNameAsync(ct);

    private async Task<string> LogNameAsync(CancellationToken ct)
    {
        if (configuration["Audit:Origin"] is { Length: > 0 } origin)
        {
            return origin;
        }

        if (_logName is null)
        {
            await using var db = await dbFactory.CreateDbContextAsync(ct);
            _logName = await db.Settings.Where(s => s.Key == Setting.InstallationId).Select(s => s.Value).SingleAsync(ct);
        }

        return $"governance/{_logName}";
    }
}
