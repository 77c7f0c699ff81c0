namespace Governance.Domain.Competences;

/// <summary>What a person does for which a competence can be required.</summary>
public enum CompetenceDuty
{
    /// <summary>Sign the security slot of a promotion.</summary>
    SignSecurity,

    /// <summary>Sign the legal slot of a promotion.</summary>
    SignLegal,

    /// <summary>Sign the owner slot of a promotion.</summary>
    SignOwner,

    /// <summary>Oversee an AI system.</summary>
    Oversee,

    /// <summary>Validate a model.</summary>
    Validate,
}
