namespace Governance.Cli.Experiments;

/// <summary>Counts and sums of one metric by arm.</summary>
internal sealed class ArmSums(string metric)
{
    public static string[] Arms { get; } = ["champion", "challenger"];

    public string Metric => metric;

    public long[] Counts { get; } = new long[2];

    public double[] Sums { get; } = new double[2];

    public long? Both { get; private set; }

    public void Add(int arm, double value)
    {
        Counts[arm]++;
        Sums[arm] += value;
    }

    public void AddPair((int Arm, double Value) one, (int Arm, double Value) other)
    {
        Add(one.Arm, one.Value);
        Add(other.Arm, other.Value);
        Both = (Both ?? 0) + (one.Value == 1 && other.Value == 1 ? 1 : 0);
    }
}
