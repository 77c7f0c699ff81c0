namespace Governance.Portal.Kernel.Contracts;

/// <summary>How something is that <c>doctor</c> looked at.</summary>
public enum DoctorState
{
    /// <summary>All is well.</summary>
    Ok,

    /// <summary>The portal works, and someone should look at it.</summary>
    Warn,

    /// <summary>The portal, or a part of it, does not work.</summary>
    Fail,
}
