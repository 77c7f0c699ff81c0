namespace Governance.Domain.Oversight;

/// <summary>Training that an overseer had.</summary>
/// <param name="Number">Number within the appointment, from 1 up.</param>
/// <param name="What">What it was about.</param>
/// <param name="On">The day.</param>
/// <param name="ValidUntil">The last day it counts.</param>
/// <param name="Trainer">Who gave it.</param>
/// <param name="Reference">Where the proof of it lies; null when none is named.</param>
/// <param name="Sha256">SHA-256 of that file; null when it was not given.</param>
/// <param name="ByName">Who recorded it.</param>
/// <param name="At">When.</param>
public sealed record OversightTraining(
    int Number,
    string What,
    DateOnly On,
    DateOnly ValidUntil,
    string Trainer,
    string? Reference,
    string? Sha256,
    string ByName,
    DateTimeOffset At
);
