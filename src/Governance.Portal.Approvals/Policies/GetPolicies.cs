using System.Text;
using System.Text.Json;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Gates;
using Governance.Policies;
using Governance.Portal.Kernel.Api;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Policies;

/// <summary>A policy in a list.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">The version in force.</param>
/// <param name="Sha256">Digest of its text.</param>
/// <param name="Mode"><c>enforce</c>, <c>warn</c> or <c>dryrun</c>.</param>
/// <param name="Rules">Number of rules.</param>
/// <param name="AppliesTo">What the policy applies to, in words.</param>
/// <param name="EffectiveFrom">First day on which it applies, or null.</param>
/// <param name="Expires">Last day on which it applies, or null.</param>
/// <param name="ActivatedAt">When it came into force; null for the built-in baseline.</param>
/// <param name="OpenProposal">The open proposed change, or null.</param>
public sealed record PolicyRow(
    string Name,
    string Version,
    string Sha256,
    string Mode,
    int Rules,
    string AppliesTo,
    DateOnly? EffectiveFrom,
    DateOnly? Expires,
    DateTimeOffset? ActivatedAt,
    PolicyProposalId? OpenProposal
)
{
    /// <summary>The policy itself, for pages that put it into words.</summary>
    internal PolicyDocument? Document { get; init; }
}

/// <summary>A version of a policy.</summary>
/// <param name="Version">Its name.</param>
/// <param name="Sha256">Digest of its text.</param>
/// <param name="ActivatedAt">When the version came into force.</param>
/// <param name="ReplacedAt">When it was replaced; null while it is in force.</param>
/// <param name="Proposal">The proposal it came from, or null when the host activated it.</param>
public sealed record PolicyVersionRow(
    string Version,
    string Sha256,
    DateTimeOffset? ActivatedAt,
    DateTimeOffset? ReplacedAt,
    PolicyProposalId? Proposal
);

/// <summary>A policy with its text and history.</summary>
/// <param name="Current">What is in force.</param>
/// <param name="Source">The exact text in force.</param>
/// <param name="Versions">Its versions, the newest first.</param>
/// <param name="Proposals">Proposed changes of it, the newest first, at most 100.</param>
public sealed record PolicyDetails(
    PolicyRow Current,
    string Source,
    IReadOnlyList<PolicyVersionRow> Versions,
    IReadOnlyList<ProposalRow> Proposals
);

/// <summary>A proposed change in a list.</summary>
public sealed record ProposalRow(
    PolicyProposalId Id,
    string Policy,
    string Version,
    string Sha256,
    ProposalState State,
    string ProposedBy,
    string ProposedByName,
    DateTimeOffset ProposedAt,
    int TestCases,
    int TestsPassed,
    DateTimeOffset? BackTestedAt,
    int Approvals
);

/// <summary>Reads policies and proposed changes.</summary>
public sealed class GetPolicies(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    private const int MaxProposals = 100;

    /// <summary>The policies in force, the built-in baseline first.</summary>
    public async Task<IReadOnlyList<PolicyRow>> ListAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var versions = await db
            .Policies.AsNoTracking()
            .Where(p => p.ActivatedAt != null && p.ReplacedAt == null)
            .OrderBy(p => p.Name)
            .ToListAsync(ct);
        var open = await db
            .PolicyProposals.AsNoTracking()
            .Where(p => p.State == ProposalState.Open)
            .Select(p => new { p.Name, p.Id })
            .ToDictionaryAsync(p => p.Name, p => p.Id, ct);
        return
        [
            Row(PolicyDocument.Baseline, null, null),
            .. versions.Select(v => Row(Read(v), v.ActivatedAt, open.TryGetValue(v.Name, out var id) ? id : null)),
        ];
    }

    /// <summary>Names of the policies in force that can be changed.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db
            .Policies.AsNoTracking()
            .Where(p => p.ActivatedAt != null && p.ReplacedAt == null)
            .OrderBy(p => p.Name)
            .Select(p => p.Name)
            .ToListAsync(ct);
    }

    /// <summary>One policy, with its text and history.</summary>
    public async Task<Result<PolicyDetails>> GetAsync(string name, CancellationToken ct)
    {
        if (name == PolicyDocument.BaselineName)
        {
            var baseline = PolicyDocument.Baseline;
            return new PolicyDetails(
                Row(baseline, null, null),
                Encoding.UTF8.GetString(baseline.Source.Span),
                [new(baseline.Version, baseline.Sha256, null, null, null)],
                []
            );
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var versions = (await db.Policies.AsNoTracking().Where(p => p.Name == name).ToListAsync(ct))
            .OrderByDescending(p => p.ReplacedAt ?? DateTimeOffset.MaxValue)
            .ThenByDescending(p => p.ActivatedAt)
            .ToList();
        if (versions.Find(v => v.ReplacedAt is null) is not { } current)
        {
            return ProposalRefusals.PolicyNotFound;
        }

        var proposals = await db
            .PolicyProposals.AsNoTracking()
            .Where(p => p.Name == name)
            .OrderByDescending(p => p.Id)
            .Take(MaxProposals)
            .ToListAsync(ct);
        var open = proposals.Find(p => p.State is ProposalState.Open);
        return new PolicyDetails(
            Row(Read(current), current.ActivatedAt, open?.Id),
            Encoding.UTF8.GetString(current.Source),
            [
                .. versions.Select(v => new PolicyVersionRow(
                    v.Version,
                    v.Sha256,
                    v.ActivatedAt,
                    v.ReplacedAt,
                    proposals.Find(p => p.Sha256 == v.Sha256 && p.State is ProposalState.Effective)?.Id
                )),
            ],
            [.. proposals.Select(RowOf)]
        );
    }

    /// <summary>The exact text of a version, by its digest.</summary>
    public async Task<Result<string>> SourceAsync(string sha256, CancellationToken ct)
    {
        if (sha256 == PolicyDocument.Baseline.Sha256)
        {
            return Encoding.UTF8.GetString(PolicyDocument.Baseline.Source.Span);
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.Policies.AsNoTracking().Where(p => p.Sha256 == sha256).Select(p => p.Source).SingleOrDefaultAsync(ct) is { } source
            ? Encoding.UTF8.GetString(source)
            : ProposalRefusals.PolicyNotFound;
    }

    /// <summary>A page of proposed changes, the newest first.</summary>
    public async Task<ApiPage<ProposalRow>> ProposalsAsync(
        string? policy,
        ProposalState? state,
        int? below,
        int limit,
        CancellationToken ct
    )
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = await db
            .PolicyProposals.AsNoTracking()
            .Where(p =>
                (policy == null || p.Name == policy) && (state == null || p.State == state) && (below == null || (int)(object)p.Id < below)
            )
            .OrderByDescending(p => p.Id)
            .Take(limit + 1)
            .ToListAsync(ct);
        return new ApiPage<ProposalRow>(
            [.. found.Take(limit).Select(RowOf)],
            found.Count > limit ? Cursor.Encode(found[limit - 1].Id.ToString()) : null
        );
    }

    /// <summary>One proposed change.</summary>
    public async Task<Result<ProposalView>> ProposalAsync(PolicyProposalId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (await db.PolicyProposals.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct) is not { } proposal)
        {
            return ProposalRefusals.NotFound;
        }

        var before = proposal.BaseSha256 is { } sha256
            ? await db.Policies.AsNoTracking().Where(p => p.Sha256 == sha256).Select(p => p.Source).SingleOrDefaultAsync(ct)
            : null;
        var policy = PolicyDocument.Parse(proposal.Source, $"{proposal.Name}.yaml").Document;
        var tests =
            proposal.Tests.Length > 0 && policy is not null && PolicyTestFile.Parse(proposal.Tests).File is { } file
                ? await PolicyTests.RunAsync(db, file, policy, ct)
                : [];
        return new ProposalView
        {
            Proposal = RowOf(proposal),
            Reason = proposal.Reason.Text,
            Origin = proposal.Origin,
            Source = Encoding.UTF8.GetString(proposal.Source),
            SourceBefore = before is null ? null : Encoding.UTF8.GetString(before),
            BaseSha256 = proposal.BaseSha256,
            Tests = Encoding.UTF8.GetString(proposal.Tests),
            TestResults = tests,
            BackTest = proposal.BackTest.Length == 0 ? null : JsonSerializer.Deserialize<BackTestView>(proposal.BackTest, ApiJson.Options),
            Approvals =
            [
                .. proposal
                    .Approvals.OrderBy(a => a.Attestation.At)
                    .ThenBy(a => a.Id)
                    .Select(a => new ApprovalRow(
                        $"user:{a.Attestation.Person}",
                        a.Attestation.PrintedName,
                        a.Attestation.Function,
                        a.Attestation.At,
                        a.Attestation.LogIndex
                    )),
            ],
            Rejection = proposal.Rejection?.Text,
            ClosedAt = proposal.ClosedAt,
            AuthorPeople = [.. proposal.Authors.Select(a => $"user:{a}")],
        };
    }

    private static ProposalRow RowOf(PolicyProposal p) =>
        new(
            p.Id,
            p.Name,
            p.Version,
            p.Sha256,
            p.State,
            p.ProposedBy,
            p.ProposedByName,
            p.ProposedAt,
            p.TestCases,
            p.TestsPassed,
            p.BackTestedAt,
            p.Approvals.Count
        );

    private static PolicyRow Row(PolicyDocument policy, DateTimeOffset? activatedAt, PolicyProposalId? open) =>
        new(
            policy.Name,
            policy.Version,
            policy.Sha256,
            policy.Mode.ToWireName(),
            policy.Rules.Count,
            Scope(policy.AppliesTo),
            policy.EffectiveFrom,
            policy.Expires,
            activatedAt,
            open
        )
        {
            Document = policy,
        };

    private static string Scope(PolicyScope scope)
    {
        var parts = new[]
        {
            scope.RiskClasses is { } classes ? $"risk class {string.Join(" or ", classes)}" : null,
            scope.Stages is { } stages ? $"to {string.Join(" or ", stages)}" : null,
            scope.Kinds is { } kinds ? $"{string.Join(" or ", kinds)}s" : null,
            scope.Models is { } models ? string.Join(", ", models) : null,
            scope.Tags.Count > 0 ? string.Join(", ", scope.Tags.Select(t => $"{t.Key} is {string.Join(" or ", t.Value)}")) : null,
        }
            .OfType<string>()
            .ToList();
        return parts.Count == 0 ? "Everything" : char.ToUpperInvariant(parts[0][0]) + string.Join("; ", parts)[1..];
    }

    private static PolicyDocument Read(PolicyVersion version) =>
        PolicyDocument.Parse(version.Source, $"{version.Name}.yaml").Document
        ?? throw new InvalidOperationException($"The stored policy {version.AuditSubject} can no longer be read.");
}

/// <summary>A proposed change with everything a decision needs.</summary>
public sealed record ProposalView
{
    public required ProposalRow Proposal { get; init; }

    /// <summary>The reason; null once erased.</summary>
    public required string? Reason { get; init; }

    /// <summary>The commit it came from, or null.</summary>
    public required string? Origin { get; init; }

    /// <summary>The exact text proposed.</summary>
    public required string Source { get; init; }

    /// <summary>The text in force when it was proposed; null for a new policy.</summary>
    public required string? SourceBefore { get; init; }

    /// <summary>Digest of that text.</summary>
    public required string? BaseSha256 { get; init; }

    /// <summary>Tests of the policy; empty if there are none.</summary>
    public required string Tests { get; init; }

    /// <summary>Current results of the tests.</summary>
    public required IReadOnlyList<PolicyTestResult> TestResults { get; init; }

    /// <summary>Result of the back-test; null until one was run.</summary>
    public required BackTestView? BackTest { get; init; }

    public required IReadOnlyList<ApprovalRow> Approvals { get; init; }

    /// <summary>Why it was rejected.</summary>
    public required string? Rejection { get; init; }

    public required DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Everyone who counts as an author, as written in the audit log.</summary>
    public required IReadOnlyList<string> AuthorPeople { get; init; }

    /// <summary>What keeps it from coming into force, whoever approves it; empty when nothing does.</summary>
    public IReadOnlyList<string> Obstacles =>
        Proposal.State is not ProposalState.Open ? []
        : Proposal.TestCases == 0 ? ["This change has no tests, so it cannot come into force. Withdraw it and propose it again with tests."]
        : Proposal.TestsPassed < Proposal.TestCases
            ? ["Not all tests pass, so this change cannot come into force. Withdraw it and propose it again with tests that pass."]
        : [];
}

/// <summary>One of the two approvals.</summary>
public sealed record ApprovalRow(string Person, string Name, string Role, DateTimeOffset At, long? LogIndex);
