namespace Governance.Portal.Kernel.Components.Charts;

/// <summary>A place on a picture that says its values.</summary>
/// <param name="Left">From the left edge, in percent.</param>
/// <param name="Top">From the top edge, in percent.</param>
/// <param name="Text">The values with their names and units.</param>
public sealed record TipPoint(double Left, double Top, string Text);
