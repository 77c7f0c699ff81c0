using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Models;
using Governance.Transparency;

namespace Governance.Domain.Gates;

/// <summary>A deployment permit.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct PermitId(int Number) : IDisplayId<PermitId>
{
    /// <inheritdoc/>
    public static string Prefix => "PMT";

    /// <inheritdoc/>
    public static PermitId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}

/// <summary>Why a permit ended before its time.</summary>
public enum PermitEnd
{
    /// <summary>Its version was rolled back.</summary>
    RolledBack,

    /// <summary>The approval it rests on expired, was revoked, or is bound to other facts.</summary>
    ApprovalChanged,

    /// <summary>The gate does not allow it any more: evidence or a waiver has aged, or the file is gone.</summary>
    GateShut,

    /// <summary>The newest monitoring window shows more drift than a policy that blocks accepts.</summary>
    DriftAlert,

    /// <summary>An incident has contained its version.</summary>
    Incident,

    /// <summary>Its version is taken out of use.</summary>
    Retirement,

    /// <summary>Its record is not what was sealed, or not what the log says of it.</summary>
    RecordAltered,

    /// <summary>The experiment it is for is over.</summary>
    ExperimentOver,
}

/// <summary>
/// A signed word of the portal that one file may be deployed as one version to one stage, for minutes: what a pipeline checks offline at
/// the moment it deploys. It says what the gate said and nothing more.
/// </summary>
public sealed class DeploymentPermit : IAudited
{
    private DeploymentPermit() { }

    /// <summary>The readable id.</summary>
    public PermitId Id { get; private init; }

    /// <summary>The model's name.</summary>
    public string Model { get; private init; } = "";

    /// <summary>The version's name.</summary>
    public string Version { get; private init; } = "";

    /// <summary>The stage.</summary>
    public Stage Stage { get; private init; }

    /// <summary>The file.</summary>
    public string ArtifactSha256 { get; private init; } = "";

    /// <summary>The environment it is for; null for none that admission knows.</summary>
    public string? Environment { get; private init; }

    /// <summary>The container image it is for, by digest; null for none.</summary>
    public string? Image { get; private init; }

    /// <summary>The promotion it rests on.</summary>
    public PromotionId Promotion { get; private init; }

    /// <summary>The bundle that was approved.</summary>
    public string BundleDigest { get; private init; } = "";

    /// <summary>Who asked for it, as the log writes an actor.</summary>
    public string IssuedTo { get; private init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset IssuedAt { get; private init; }

    /// <summary>Until when it counts.</summary>
    public DateTimeOffset ExpiresAt { get; private init; }

    /// <summary>The sealed statement (DSSE).</summary>
    public byte[] Envelope { get; private init; } = [];

    /// <summary>SHA-256 of the statement.</summary>
    public string StatementSha256 { get; private init; } = "";

    /// <summary>When it was revoked.</summary>
    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>Why.</summary>
    public PermitEnd? RevokedBecause { get; private set; }

    /// <summary>Two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>Issues it.</summary>
    /// <param name="statement">What it says.</param>
    /// <param name="bundleDigest">The bundle that was approved.</param>
    /// <param name="issuedTo">Who asked for it.</param>
    /// <param name="envelope">The statement, sealed.</param>
    public static DeploymentPermit Issue(PermitStatement statement, string bundleDigest, string issuedTo, DsseEnvelope envelope)
    {
        ArgumentNullException.ThrowIfNull(statement);
        ArgumentNullException.ThrowIfNull(envelope);
        return new DeploymentPermit
        {
            Id = statement.Permit,
            Model = statement.Model,
            Version = statement.Version,
            Stage = statement.Stage,
            ArtifactSha256 = statement.ArtifactSha256,
            Environment = statement.Environment,
            Image = statement.Image,
            Promotion = statement.Promotion,
            BundleDigest = bundleDigest,
            IssuedTo = issuedTo,
            IssuedAt = statement.IssuedAt,
            ExpiresAt = statement.ExpiresAt,
            Envelope = envelope.ToBytes(),
            StatementSha256 = envelope.PayloadSha256,
            Revision = 1,
        };
    }

    /// <summary>What its envelope says; null when that is no permit. Anyone who decides on it compares it with the log first.</summary>
    public PermitStatement? Says() => DsseEnvelope.Parse(Envelope) is { } envelope ? PermitStatement.Read(envelope.Payload) : null;

    /// <summary>True while it counts.</summary>
    public bool IsLive(DateTimeOffset now) => RevokedAt is null && now < ExpiresAt;

    /// <summary>Ends it before its time.</summary>
    /// <returns>True when it ended by this.</returns>
    public bool Revoke(PermitEnd because, DateTimeOffset now)
    {
        if (!IsLive(now))
        {
            return false;
        }

        (RevokedAt, RevokedBecause) = (now, because);
        Revision++;
        return true;
    }
}
