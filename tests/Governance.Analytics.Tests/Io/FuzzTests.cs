using System.Text;
using Governance.Analytics.Drift;
using Governance.Analytics.Fairness;
using Governance.Analytics.Io;
using Governance.Analytics.Performance;
using Governance.Analytics.Tests.Drift;

namespace Governance.Analytics.Tests.Io;

public sealed class FuzzTests
{
    private const string Csv =
        "decision_id,x,c,day,score,label,sex\r\n1,0.5,\"a,\"\"b\"\"\",2026-01-01,0.3,1,f\r\n2,-1e3,é,2026-01-02T10:00:00Z,0.7,0,m\r\n"
        + "3,nan,,,inf,,\r\n";
    private const string Ndjson =
        "{\"decision_id\":\"1\",\"x\":0.5,\"c\":\"a\\u00e9\\\"\",\"score\":0.3,\"label\":1,\"sex\":\"f\"}\n"
        + "{\"x\":null,\"c\":true,\"score\":1e999,\"label\":0}\n";

    /// <summary>Whatever the bytes, a file is either read or refused in words; what was read can be compared with any reference.</summary>
    [Theory]
    [InlineData(Csv, false)]
    [InlineData(Ndjson, false)]
    [InlineData(Csv, true)]
    public async Task Read_DamagedBytes_IsReadOrRefusedNeverCrashes(string text, bool compressed)
    {
        var whole = compressed ? Rows.Gzip(text) : Encoding.UTF8.GetBytes(text);
        var roles = new ColumnRoles { Protected = ["sex"] };
        var profile = ReferenceProfile.FromTable(await Rows.ReadAsync(text), roles);
        var random = new Random(21);
        var read = 0;
        for (var run = 0; run < 3_000; run++)
        {
            var bytes = Damage(whole, random);
            try
            {
                var table = await Rows.ReadAsync(
                    bytes,
                    new TabularReadOptions { Schema = run % 2 == 0 ? profile.Schema : null, Roles = roles }
                );
                read++;
                PerformanceAnalysis.Evaluate(table, roles);
                FairnessAnalysis.Evaluate(table, roles);
                if (run % 2 == 0)
                {
                    DriftAnalysisTests.Json(DriftAnalysis.Compare(profile, table, roles: roles));
                }
                else
                {
                    ReferenceProfile.FromTable(table, roles);
                }
            }
            catch (TabularFormatException refusal)
            {
                Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
            }
        }

        Assert.True(compressed || read > 100, $"only {read} files were read");
    }

    private static byte[] Damage(byte[] whole, Random random)
    {
        var bytes = whole.ToList();
        for (var change = random.Next(1, 4); change > 0; change--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveAt(at);
                    break;
                case 2:
                    bytes.Insert(at, "\",\r\n{}:0-e."u8[random.Next(11)]);
                    break;
                case 3:
                    bytes.RemoveRange(at, random.Next(bytes.Count - at));
                    break;
                default:
                    bytes.InsertRange(at, bytes.Skip(random.Next(bytes.Count)).Take(10).ToArray());
                    break;
            }
            if (bytes.Count == 0)
            {
                break;
            }
        }
        return [.. bytes];
    }
}
