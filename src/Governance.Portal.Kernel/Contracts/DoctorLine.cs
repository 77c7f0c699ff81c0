namespace Governance.Portal.Kernel.Contracts;

/// <summary>One line of <c>doctor</c>.</summary>
/// <param name="State">How it is.</param>
/// <param name="Subject">What was looked at, in a word or two.</param>
/// <param name="Sentence">What was found; what to do, where something is wrong.</param>
public sealed record DoctorLine(DoctorState State, string Subject, string Sentence)
{
    /// <summary>All is well.</summary>
    public static DoctorLine Ok(string subject, string sentence) => new(DoctorState.Ok, subject, sentence);

    /// <summary>The portal works, and someone should look at it.</summary>
    public static DoctorLine Warn(string subject, string sentence) => new(DoctorState.Warn, subject, sentence);

    /// <summary>The portal, or a part of it, does not work.</summary>
    public static DoctorLine Fail(string subject, string sentence) => new(DoctorState.Fail, subject, sentence);
}
