namespace Governance.Analytics.Statistics;

/// <summary>Sums in a fixed order with Neumaier's compensation, so that order and length of the data cost no digits.</summary>
/// <remarks>
/// Source: A. Neumaier, <em>Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen</em>, ZAMM 54 (1974) 39–51.
/// </remarks>
internal struct Compensated
{
    private double _sum;
    private double _lost;

    public readonly double Total => _sum + _lost;

    public void Add(double value)
    {
        var sum = _sum + value;
        _lost += Math.Abs(_sum) >= Math.Abs(value) ? (_sum - sum) + value : (value - sum) + _sum;
        _sum = sum;
    }
}
