namespace Governance.Domain.Retirements;

/// <summary>A retirement.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct RetirementId(int Number) : IDisplayId<RetirementId>
{
    /// <inheritdoc/>
    public static string Prefix => "RET";

    /// <inheritdoc/>
    public static RetirementId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}

/// <summary>What is taken out of use.</summary>
public enum RetirementKind
{
    /// <summary>One version of a model.</summary>
    Version,

    /// <summary>A model with every version that is not retired yet.</summary>
    Model,

    /// <summary>An AI system with the versions of its models.</summary>
    System,
}

/// <summary>Where a retirement stands.</summary>
public enum RetirementState
{
    /// <summary>Its steps are being done.</summary>
    UnderWay,

    /// <summary>Nothing is left to do; its closing statement waits for signatures.</summary>
    ToSign,

    /// <summary>Signed and over.</summary>
    Closed,

    /// <summary>It was called off.</summary>
    Cancelled,
}

/// <summary>What was found to rest on what retires.</summary>
public enum DependantKind
{
    /// <summary>A deployment that serves.</summary>
    Deployment,

    /// <summary>A permit to deploy that is valid.</summary>
    Permit,

    /// <summary>Another version that names the model among its dependencies.</summary>
    Dependency,

    /// <summary>A version made from data this one produced, as lineage tells.</summary>
    Lineage,

    /// <summary>A monitor that is switched on.</summary>
    Monitor,

    /// <summary>A promotion that is open or approved.</summary>
    Promotion,

    /// <summary>An incident that is not over.</summary>
    Incident,

    /// <summary>An open risk.</summary>
    Risk,

    /// <summary>An AI system in use that names the model.</summary>
    System,

    /// <summary>An obligation someone was given for such a system.</summary>
    Obligation,
}

/// <summary>What was decided about a dependant.</summary>
public enum DependantDecisionKind
{
    /// <summary>It no longer depends on what is retired.</summary>
    Migrated,

    /// <summary>It stays as it is, for a reason.</summary>
    Accepted,
}

/// <summary>How it is known that nothing reaches the versions any more.</summary>
public enum TrafficProof
{
    /// <summary>What served them says so, by the API.</summary>
    ServingSystem,

    /// <summary>A person looked, and names what they saw.</summary>
    Person,
}

/// <summary>What becomes of data.</summary>
public enum DispositionKind
{
    /// <summary>It is kept until a day.</summary>
    Keep,

    /// <summary>Its content is deleted; digest and proofs stay.</summary>
    Delete,

    /// <summary>Someone else takes it over.</summary>
    HandOver,
}

/// <summary>A part of the record of a retirement, in the order in which they are done.</summary>
public enum RetirementStep
{
    /// <summary>What rests on it is decided upon.</summary>
    Dependants,

    /// <summary>Its tasks are done.</summary>
    Tasks,

    /// <summary>Nothing reaches it.</summary>
    Traffic,

    /// <summary>Keys that served it alone are revoked.</summary>
    Keys,

    /// <summary>What becomes of its data is decided.</summary>
    Data,

    /// <summary>How long its records are kept is set.</summary>
    Retention,

    /// <summary>Its closing statement is signed.</summary>
    Signature,
}
