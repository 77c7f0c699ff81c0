namespace Governance.Domain.Privacy;

/// <summary>Personal data, or a secret, in a text.</summary>
/// <param name="Detector">Name of the detector that found it, one of <see cref="PersonalData.Detectors"/>.</param>
/// <param name="Start">First character.</param>
/// <param name="Length">Characters.</param>
/// <param name="IsBareNumber">Whether it is nothing but digits whose check digit fits, which one number in ten does by chance.</param>
public readonly record struct PersonalDataSpan(string Detector, int Start, int Length, bool IsBareNumber = false);
