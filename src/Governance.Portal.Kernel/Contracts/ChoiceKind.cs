namespace Governance.Portal.Kernel.Contracts;

/// <summary>Records that a field of a form names.</summary>
public enum ChoiceKind
{
    /// <summary>An AI system, by its id.</summary>
    System,

    /// <summary>A model, by its name.</summary>
    Model,

    /// <summary>A version, as <c>model@version</c>.</summary>
    Version,

    /// <summary>A person with an active account, by e-mail address.</summary>
    Person,

    /// <summary>A version of a recorded dataset, as <c>name@version</c>.</summary>
    DatasetVersion,

    /// <summary>A threat or a control of a framework, by its id.</summary>
    FrameworkItem,
}
