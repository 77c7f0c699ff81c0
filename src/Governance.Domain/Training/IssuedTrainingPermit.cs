using Governance.Domain.Audit;

namespace Governance.Domain.Training;

/// <summary>That a permit to train was issued: a run that began before it expired is covered, however often it was issued since.</summary>
public sealed class IssuedTrainingPermit : IAudited
{
    private IssuedTrainingPermit() { }

    /// <summary>SHA-256 of its statement.</summary>
    public string StatementSha256 { get; private init; } = "";

    /// <summary>The request it rests on.</summary>
    public TrainingPermitId Permit { get; private init; }

    /// <summary>The model.</summary>
    public string Model { get; private init; } = "";

    /// <summary>When it was issued.</summary>
    public DateTimeOffset IssuedAt { get; private init; }

    /// <summary>Until when it counts.</summary>
    public DateTimeOffset ExpiresAt { get; private init; }

    /// <inheritdoc/>
    public string AuditSubject => Permit.ToString();

    /// <summary>Notes one.</summary>
    /// <param name="statement">What it says.</param>
    /// <param name="sha256">SHA-256 of the statement.</param>
    public static IssuedTrainingPermit Of(TrainingStatement statement, string sha256)
    {
        ArgumentNullException.ThrowIfNull(statement);
        return new()
        {
            StatementSha256 = sha256,
            Permit = statement.Permit,
            Model = statement.Model,
            IssuedAt = statement.IssuedAt,
            ExpiresAt = statement.ExpiresAt,
        };
    }
}
