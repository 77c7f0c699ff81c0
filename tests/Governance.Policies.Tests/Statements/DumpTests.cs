using System.Text;
namespace Governance.Policies.Tests.Statements;
public sealed class DumpTests
{
    [Fact]
    public void Dump()
    {
        var lines = new List<string>();
        var codes = new HashSet<string>();
        foreach (var (name, policies, input) in RunCases.All)
        {
            lines.Add(name + "\t" + Encoding.UTF8.GetString(GateEvaluator.EvaluateAs("governance-policies/3", policies, input).ToBytes()));
            foreach (var r in GateEvaluator.Evaluate(policies, input).Results) { File.AppendAllText("/tmp/dump-new4.txt", $"{name}\t{r.Type}\t{r.Message}\t{r.Expected}\t{r.Actual}\n"); foreach (var c in r.Found!.Concat(r.Asked ?? []).Concat(r.Seen ?? [])) { Collect(c, codes); } }
        }
        File.WriteAllLines("/tmp/dump-new.txt", lines); File.WriteAllLines("/tmp/codes.txt", codes.Order(StringComparer.Ordinal));
    }
    private static void Collect(Statement s, HashSet<string> to) { to.Add(s.Code); foreach (var v in s.Values.Values) Walk(v, to); }
    private static void Walk(StatementValue v, HashSet<string> to) { if (v is StatementValue.Phrase p) Collect(p.Statement, to); if (v is StatementValue.List l) foreach (var i in l.Items) Walk(i, to); }
}
