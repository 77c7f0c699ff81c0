using System.Collections.Concurrent;
using System.Text;
using Governance.Data;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Policies;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Approvals.Policies;

/// <summary>
/// Proposes the policies of the configured folder that differ from those in force. Nothing comes into force by it: each proposal takes its
/// tests, a back-test and two people like any other, and who wrote the commits does not approve them.
/// </summary>
public sealed partial class SyncPolicies
{
    private const int MaxRemembered = 1_000;
    private static readonly Actor s_job = Actor.OfJob("policy-sync");
    private readonly PolicyFolder _folder;
    private readonly ProposePolicy _propose;
    private readonly IDbContextFactory<GovernanceDbContext> _dbFactory;
    private readonly IOptions<PolicySyncOptions> _options;
    private readonly ILogger<SyncPolicies> _logger;

    // What was refused or cannot be read is said once, not every few minutes.
    private readonly ConcurrentDictionary<(string File, string Sha256), bool> _said = new();

    internal SyncPolicies(
        PolicyFolder folder,
        ProposePolicy propose,
        IDbContextFactory<GovernanceDbContext> dbFactory,
        IOptions<PolicySyncOptions> options,
        ILogger<SyncPolicies> logger
    ) => (_folder, _propose, _dbFactory, _options, _logger) = (folder, propose, dbFactory, options, logger);

    /// <summary>Looks once.</summary>
    /// <returns>The proposals made.</returns>
    public async Task<IReadOnlyList<PolicyProposalId>> RunAsync(CancellationToken ct)
    {
        if (_options.Value.Folder.Length == 0)
        {
            return [];
        }

        var commit = await _folder.HeadAsync(ct);
        var made = new List<PolicyProposalId>();
        foreach (var file in await _folder.ReadAsync(commit, ct))
        {
            var parsed = PolicyDocument.Parse(file.Source, file.File);
            if (parsed.Document is not { } policy)
            {
                Say(file.File, Sha256Hex.Of(file.Source), parsed.Problems[0].ToString());
                continue;
            }

            var (isNew, inForce) = await LookAsync(policy, ct);
            if (
                isNew
                && !_said.ContainsKey((file.File, policy.Sha256))
                && await ProposeAsync(file, policy, commit, inForce, ct) is { } proposal
            )
            {
                made.Add(proposal);
            }
        }

        return made;
    }

    // Not again what is in force, was in force, or was proposed before: a text that people rejected does not come back by itself.
    private async Task<(bool IsNew, string? InForce)> LookAsync(PolicyDocument policy, CancellationToken ct)
    {
        await using var db = await _dbFactory.CreateDbContextAsync(ct);
        var inForce = await db
            .Policies.Where(p => p.Name == policy.Name && p.ActivatedAt != null && p.ReplacedAt == null)
            .Select(p => p.Sha256)
            .SingleOrDefaultAsync(ct);
        var isKnown =
            policy.Name == PolicyDocument.BaselineName
            || await db.Policies.AnyAsync(p => p.Sha256 == policy.Sha256, ct)
            || await db.PolicyProposals.AnyAsync(
                p => p.Name == policy.Name && (p.Sha256 == policy.Sha256 || p.State == ProposalState.Open),
                ct
            );
        return (!isKnown, inForce);
    }

    private async Task<PolicyProposalId?> ProposeAsync(
        FolderPolicy file,
        PolicyDocument policy,
        string? commit,
        string? inForce,
        CancellationToken ct
    )
    {
        var origin = await _folder.OriginAsync(commit, file.File, inForce, ct);
        var outcome = await _propose.RunAsync(
            s_job,
            new(
                Encoding.UTF8.GetString(file.Source),
                file.Tests is null ? null : Encoding.UTF8.GetString(file.Tests),
                Reason(origin),
                origin.Words
            )
            {
                AuthorEmails = origin.Authors,
            },
            ct
        );
        if (outcome.Refusal is { } refusal)
        {
            Say(file.File, policy.Sha256, refusal.First.ToString());
            return null;
        }

        LogProposed(outcome.Value.ToString(), policy.Name, policy.Version, origin.Words);
        return outcome.Value;
    }

    private static string Reason(PolicyOrigin origin)
    {
        var words = string.IsNullOrWhiteSpace(origin.Subject) ? "Changed in the policy folder." : $"From the repository: {origin.Subject}";
        return WholeText.Beginning(words, 1_000);
    }

    private void Say(string file, string sha256, string problem)
    {
        if (_said.Count < MaxRemembered && _said.TryAdd((file, sha256), true))
        {
            LogNotProposed(file, problem);
        }
    }

    [LoggerMessage(1411, LogLevel.Information, "{Proposal} proposes {Policy} {Version}: {Origin}")]
    private partial void LogProposed(string proposal, string policy, string version, string origin);

    [LoggerMessage(1412, LogLevel.Warning, "{File} of the policy folder was not proposed: {Problem}")]
    private partial void LogNotProposed(string file, string problem);
}
