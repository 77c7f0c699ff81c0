using Governance.Domain.Validation;

namespace Governance.Portal.Operations.Validation;

/// <summary>A try of a run that came to nothing, in words.</summary>
internal sealed class RunFailedException(ValidationFault fault, string message, bool mayPass = false, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>Why.</summary>
    public ValidationFault Fault { get; } = fault;

    /// <summary>Whether the same again may end otherwise.</summary>
    public bool MayPass { get; } = mayPass;
}
