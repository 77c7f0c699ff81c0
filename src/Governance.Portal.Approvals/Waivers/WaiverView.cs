using Governance.Domain.Gates;

namespace Governance.Portal.Approvals.Waivers;

/// <summary>A waiver.</summary>
public sealed record WaiverView
{
    public required WaiverId Id { get; init; }

    public required string Policy { get; init; }

    public required string Rule { get; init; }

    public required string Model { get; init; }

    public required string Version { get; init; }

    public required string VersionSha256 { get; init; }

    public required WaiverState State { get; init; }

    /// <summary>True if a risk officer and a security approver must grant it.</summary>
    public required bool NeedsTwo { get; init; }

    /// <summary>The reason for the request; null once erased.</summary>
    public required string? Reason { get; init; }

    /// <summary>Who requested it, as written in the audit log.</summary>
    public required string AskedBy { get; init; }

    public required string AskedByName { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    public required DateTimeOffset? GrantedAt { get; init; }

    /// <summary>When it ends automatically.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    public required DateTimeOffset? EndedAt { get; init; }

    /// <summary>SHA-256 of the granted record, as in bundles; null until it is granted.</summary>
    public required string? Sha256 { get; init; }

    /// <summary>Grants, and the refusal or early end, in order.</summary>
    public required IReadOnlyList<WaiverWordView> Words { get; init; }

    internal static WaiverView Of(Waiver waiver, DateTimeOffset now) =>
        new()
        {
            Id = waiver.Id,
            Policy = waiver.Policy,
            Rule = waiver.Rule,
            Model = waiver.Model,
            Version = waiver.Version,
            VersionSha256 = waiver.VersionSha256,
            // The job that writes it down may be a minute late; what its time has ended is over now.
            State = waiver.IsLive && waiver.ExpiresAt <= now ? WaiverState.Expired : waiver.State,
            NeedsTwo = waiver.NeedsTwo,
            Reason = waiver.Reason.Text,
            AskedBy = $"user:{waiver.AskedBy}",
            AskedByName = waiver.AskedByName,
            AskedAt = waiver.AskedAt,
            GrantedAt = waiver.GrantedAt,
            ExpiresAt = waiver.ExpiresAt,
            EndedAt = waiver.EndedAt ?? (waiver.IsLive && waiver.ExpiresAt <= now ? waiver.ExpiresAt : null),
            Sha256 = waiver.Sha256.Length == 0 ? null : waiver.Sha256,
            Words =
            [
                .. waiver
                    .Words.OrderBy(w => w.Attestation.At)
                    .ThenBy(w => w.Id)
                    .Select(w => new WaiverWordView(
                        w.Kind,
                        $"user:{w.Attestation.Person}",
                        w.Attestation.PrintedName,
                        w.Attestation.Function,
                        w.Attestation.At,
                        w.Reason?.Text,
                        w.Attestation.LogIndex
                    )),
            ],
        };
}

/// <summary>One person's statement about a waiver.</summary>
/// <param name="Kind">Kind of statement.</param>
/// <param name="Person">The person, as written in the audit log.</param>
/// <param name="Name">The name printed with it.</param>
/// <param name="Role">The role in which they acted.</param>
/// <param name="At">Time of the statement.</param>
/// <param name="Reason">Reason for a refusal or an early end.</param>
/// <param name="LogIndex">Its entry in the log.</param>
public sealed record WaiverWordView(
    WaiverWordKind Kind,
    string Person,
    string Name,
    string Role,
    DateTimeOffset At,
    string? Reason,
    long? LogIndex
);
