namespace Governance.Benchmarks.Scale;

/// <summary>How much there is of each thing: the size of a holding, or a share of it.</summary>
internal sealed record ScaleSize(double Share)
{
    public const int VersionsOfAModel = 3;

    public int Models => Of(20_000);

    /// <summary>Requests that wait for signatures.</summary>
    public int Open => Of(500);

    /// <summary>Requests that were granted, besides the one of each model's version in production.</summary>
    public int Former => Of(9_500);

    public int Risks => Of(5_000);

    public int Systems => Of(2_000);

    public int Incidents => Of(1_000);

    public int Alerts => Of(3_000);

    public int Notifications => Of(100_000);

    public int WindowsOfAModel => 5;

    public long Entries => Of(1_000_000);

    public long Decisions => Of(10_000_000);

    private int Of(int full) => Share == 0 ? 0 : Math.Max(1, (int)Math.Round(full * Share));
}
