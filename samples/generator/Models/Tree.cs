namespace Governance.Samples.Models;

/// <summary>A decision tree as parallel arrays; column -1 marks a leaf, and a row goes left when its value is at most the threshold.</summary>
internal sealed record Tree(int[] Feature, double[] Threshold, int[] Left, int[] Right, double[] Value)
{
    public double Evaluate(ReadOnlySpan<double> x)
    {
        var node = 0;
        while (Feature[node] >= 0)
        {
            node = x[Feature[node]] <= Threshold[node] ? Left[node] : Right[node];
        }

        return Value[node];
    }
}
