using Governance.Samples.Data;
using Governance.Samples.Numerics;

namespace Governance.Samples.Simulation;

/// <summary>
/// Network connections drawn from a mixture of benign and hostile kinds. Injected changes: bytes_in and connections_60s
/// rise from w4 on; w5 loses values; w6 brings the service quic; in w7 and w8 attackers imitate ordinary uploads.
/// </summary>
internal sealed class TrafficSimulator(ulong seed)
{
    private const double AttackShare = 0.2;
    private const int FitRows = 6000;
    private const int ThresholdRows = 2000;
    private const int RedTeamRows = 1200;
    private static readonly DateTimeOffset s_firstWindow = new(2026, 9, 14, 0, 0, 0, TimeSpan.Zero);
    private static readonly int[] s_windowRows = [1180, 1240, 1150, 1210, 1300, 1260, 1230, 1200];
    private static readonly double[] s_stealthShare = [0, 0, 0, 0, 0, 0, 0, 0.25, 0.45];

    private static readonly (string Value, double Weight)[] s_settled = [("established", 0.93), ("reset", 0.05), ("refused", 0.02)];
    private static readonly ConnectionKind[] s_benign =
    [
        new("web", false, 2, 1500, 12000, 8, 1.4, 0.03, 6.6, 0.2, 300, [("https", 0.8), ("http", 0.2)], s_settled),
        new("name_lookup", false, 0.05, 80, 200, 12, 1.1, 0.04, 4.2, 0.25, 600, [("dns", 1)], s_settled),
        new("mail", false, 3, 9000, 1500, 3, 1.2, 0.02, 5.8, 0.15, 500, [("smtp", 1)], s_settled),
        new("file_share", false, 8, 20000, 40000, 5, 1.6, 0.05, 5.2, 0.1, 700, [("smb", 1)], s_settled),
        new("administration", false, 60, 5000, 8000, 2, 1.3, 0.08, 7, 0.3, 400, [("ssh", 0.9), ("other", 0.1)], s_settled),
        new("backup", false, 120, 500000, 4000, 3, 1.3, 0.02, 7.5, 0.7, 500, [("https", 0.5), ("ssh", 0.5)], s_settled),
    ];

    private static readonly (string Value, double Weight)[] s_benignMix =
    [
        ("web", 0.52),
        ("name_lookup", 0.18),
        ("mail", 0.08),
        ("file_share", 0.09),
        ("administration", 0.06),
        ("backup", 0.07),
    ];

    private static readonly ConnectionKind[] s_attacks =
    [
        new(
            "scan",
            true,
            0.05,
            70,
            60,
            35,
            9,
            0.5,
            3,
            0.45,
            200,
            [("other", 0.5), ("http", 0.25), ("ssh", 0.1), ("smb", 0.15)],
            [("no_answer", 0.45), ("refused", 0.4), ("established", 0.15)]
        ),
        new(
            "flood",
            true,
            0.1,
            150,
            80,
            110,
            1.5,
            0.4,
            2.2,
            0.4,
            250,
            [("http", 0.5), ("https", 0.5)],
            [("no_answer", 0.7), ("established", 0.3)]
        ),
        new(
            "brute_force",
            true,
            1.2,
            1800,
            1500,
            20,
            1.3,
            0.35,
            6.4,
            0.5,
            300,
            [("ssh", 0.6), ("smb", 0.25), ("https", 0.15)],
            [("reset", 0.4), ("established", 0.6)]
        ),
        new("exfiltration", true, 40, 300000, 3000, 4, 1.5, 0.05, 7.6, 0.6, 20, [("https", 0.7), ("ssh", 0.2), ("other", 0.1)], s_settled),
        new("beacon", true, 0.8, 400, 350, 5, 1.2, 0.08, 7, 0.45, 45, [("https", 0.65), ("http", 0.2), ("dns", 0.15)], s_settled),
    ];

    private static readonly (string Value, double Weight)[] s_attackMix =
    [
        ("scan", 0.27),
        ("flood", 0.23),
        ("brute_force", 0.2),
        ("exfiltration", 0.15),
        ("beacon", 0.15),
    ];

    private static readonly ConnectionKind s_stealth = new(
        "slow_exfiltration",
        true,
        14,
        26000,
        5000,
        5,
        1.4,
        0.03,
        7.3,
        0.3,
        130,
        [("https", 1)],
        s_settled
    );

    private static readonly FeatureSet s_features = new([
        new("duration_s", FeatureKind.Amount, 3, LogScale: true),
        new("bytes_out", FeatureKind.Amount, 0, LogScale: true),
        new("bytes_in", FeatureKind.Amount, 0, LogScale: true),
        new("connections_60s", FeatureKind.Amount, 0, LogScale: true),
        new("distinct_ports_60s", FeatureKind.Amount, 0, LogScale: true),
        new("failed_share_60s", FeatureKind.Share, 2),
        new("payload_entropy", FeatureKind.Amount, 3),
        new("destination_age_days", FeatureKind.Amount, 0, LogScale: true),
        new("off_hours", FeatureKind.Fixed),
        new("protocol", FeatureKind.Category),
        new("service", FeatureKind.Category),
        new("connection_state", FeatureKind.Category),
    ]);

    public ulong Seed { get; } = seed;

    public SampleDataSet Simulate()
    {
        var windows = new List<Window> { new("reference", 0, s_firstWindow.AddDays(-21), s_firstWindow, 3000) };
        for (var i = 1; i <= s_windowRows.Length; i++)
        {
            windows.Add(new Window($"w{i}", i, s_firstWindow.AddDays(7 * (i - 1)), s_firstWindow.AddDays(7 * i), s_windowRows[i - 1]));
        }

        var delay = new LabelDelay("net", TimeSpan.Zero, medianHours: 36, sigma: 0.9, neverShare: 0.06);
        var log = delay.Log([.. windows.Select(w => (w, Rows(w.Name, w.Index, w.Rows)))], new SeededRandom(Seed, "times"));
        var redTeamRandom = new SeededRandom(Seed, "red-team");
        var redTeam = Enumerable
            .Range(0, RedTeamRows)
            .Select(i => i % 3 == 0 ? Connection(s_stealth, 7, redTeamRandom) : AnyConnection(7, 0, redTeamRandom))
            .ToArray();
        return new SampleDataSet(
            s_features,
            [],
            Rows("fit", 0, FitRows),
            redTeam,
            Rows("threshold", 0, ThresholdRows),
            log,
            windows,
            windows[^1].End
        );
    }

    private List<SampleRow> Rows(string stream, int window, int count)
    {
        var random = new SeededRandom(Seed, stream);
        return [.. Enumerable.Range(0, count).Select(_ => AnyConnection(window, s_stealthShare[window], random))];
    }

    private static SampleRow AnyConnection(int window, double stealthShare, SeededRandom random)
    {
        if (!random.Chance(AttackShare))
        {
            var benign = random.Pick(s_benignMix);
            return Connection(s_benign.First(k => k.Name == benign), window, random);
        }

        var attack = random.Pick(s_attackMix);
        return Connection(random.Chance(stealthShare) ? s_stealth : s_attacks.First(k => k.Name == attack), window, random);
    }

    private static SampleRow Connection(ConnectionKind kind, int window, SeededRandom random)
    {
        var shift = Math.Max(0, window - 3);
        var service = random.Pick(kind.Services);
        var quic = window >= 6 && service == "https" && random.Chance(0.2);
        var failed = kind.FailedShare + (0.09 * random.Normal());
        var numbers = new double[s_features.Features.Count];
        Array.Fill(numbers, double.NaN);
        Set(numbers, "duration_s", random.LogNormal(kind.Duration, 1.1));
        Set(numbers, "bytes_out", random.LogNormal(kind.BytesOut, 1.1));
        Set(numbers, "bytes_in", random.LogNormal(kind.BytesIn * (1 + (0.42 * shift)), 1.2));
        Set(numbers, "connections_60s", Math.Max(1, random.LogNormal(kind.Connections * (1 + (0.22 * shift)), 0.75)));
        Set(numbers, "distinct_ports_60s", Math.Max(1, random.LogNormal(kind.Ports, 0.5)));
        Set(numbers, "failed_share_60s", Math.Clamp(failed, 0, 1));
        Set(numbers, "payload_entropy", Math.Clamp(kind.Entropy + (0.8 * random.Normal()), 0, 8));
        Set(numbers, "destination_age_days", Math.Min(3650, random.LogNormal(kind.AgeDays, 1.1)));
        Set(numbers, "off_hours", random.Chance(kind.OffHours) ? 1 : 0);
        var loseEntropy = random.Chance(0.24);
        var loseFailed = random.Chance(0.09);
        if (window == 5 && loseEntropy)
        {
            numbers[s_features.IndexOf("payload_entropy")] = double.NaN;
        }

        if (window == 5 && loseFailed)
        {
            numbers[s_features.IndexOf("failed_share_60s")] = double.NaN;
        }

        var levels = new string[s_features.Features.Count];
        Array.Fill(levels, "");
        levels[s_features.IndexOf("service")] = quic ? "quic" : service;
        levels[s_features.IndexOf("protocol")] = quic || service == "dns" ? "udp" : "tcp";
        levels[s_features.IndexOf("connection_state")] = random.Pick(kind.States);
        return new SampleRow
        {
            Numbers = numbers,
            Levels = levels,
            Label = kind.Attack ? 1 : 0,
            Tag = kind.Name,
            Unseen = ReferenceEquals(kind, s_stealth),
        };
    }

    private static void Set(double[] numbers, string name, double value)
    {
        var index = s_features.IndexOf(name);
        numbers[index] = Math.Round(value, s_features.Features[index].Decimals, MidpointRounding.ToEven);
    }
}
