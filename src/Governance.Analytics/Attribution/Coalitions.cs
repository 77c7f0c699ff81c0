using MathNet.Numerics;

namespace Governance.Analytics.Attribution;

/// <summary>
/// The coalitions of inputs a Kernel SHAP regression rests on, with their weights. The empty and the full one are no part of it.
/// </summary>
/// <param name="Members">For each coalition, which inputs are in it.</param>
/// <param name="Weights">Weight of each in the regression; sums to 1.</param>
/// <param name="Groups">Group of each sampled coalition (a sampled one and its complement share one); -1 for those taken for
/// certain.</param>
internal sealed record Coalitions(IReadOnlyList<bool[]> Members, double[] Weights, int[] Groups)
{
    /// <summary>Groups by which the error of sampling is estimated.</summary>
    public const int GroupCount = 10;

    public bool IsComplete => Array.TrueForAll(Groups, g => g < 0);

    /// <remarks>
    /// A size s together with d − s has the weight (d−1)/(s(d−s)), shared evenly by its coalitions: the Shapley kernel. Sizes are taken
    /// whole, small and large first, while the budget allows; what is left of it is drawn by weight, each draw with its complement, which
    /// halves the noise. Source: S. Lundberg, S.-I. Lee, A Unified Approach to Interpreting Model Predictions, NeurIPS 2017, theorem 2.
    /// </remarks>
    /// <param name="inputs">Number of inputs; at least 2.</param>
    /// <param name="budget">Coalitions wanted.</param>
    /// <param name="random">Source of chance.</param>
    public static Coalitions Of(int inputs, int budget, Random random)
    {
        var members = new List<bool[]>();
        var weights = new List<double>();
        var groups = new List<int>();
        var sizes = inputs / 2;
        // Without all single inputs the regression could be without a unique answer.
        var left = Math.Max(budget, 4 * inputs);
        double[] share =
        [
            .. Enumerable.Range(1, sizes).Select(s => (2 * s == inputs ? 1.0 : 2.0) * (inputs - 1) / ((double)s * (inputs - s))),
        ];
        var total = share.Sum();
        var size = 1;
        for (; size <= sizes; size++)
        {
            var paired = 2 * size != inputs;
            var count = CountOf(inputs, size);
            var affordable = left * share[size - 1] / share.Skip(size - 1).Sum();
            var rest = Enumerable.Range(size, sizes - size + 1).Sum(s => CountOf(inputs, s));
            if (size > 1 && count > affordable && rest > left)
            {
                break;
            }
            foreach (var coalition in OfSize(inputs, size))
            {
                Add(coalition, share[size - 1] / total / count, -1);
                if (paired)
                {
                    Add(Complement(coalition), share[size - 1] / total / count, -1);
                }
            }
            left -= (int)count;
        }
        if (size <= sizes)
        {
            Draw(size);
        }
        return new Coalitions(members, [.. weights], [.. groups]);

        void Add(bool[] coalition, double weight, int group)
        {
            members.Add(coalition);
            weights.Add(weight);
            groups.Add(group);
        }

        void Draw(int from)
        {
            var pairs = Math.Max(GroupCount, left / 2);
            var mass = share.Skip(from - 1).Sum();
            for (var i = 0; i < pairs; i++)
            {
                var at = random.NextDouble() * mass;
                var chosen = from;
                while (chosen < sizes && (at -= share[chosen - 1]) > 0)
                {
                    chosen++;
                }
                var coalition = new bool[inputs];
                for (var taken = 0; taken < chosen; )
                {
                    var input = random.Next(inputs);
                    if (coalition[input])
                    {
                        continue;
                    }
                    coalition[input] = true;
                    taken++;
                }
                Add(coalition, mass / total / pairs / 2, i % GroupCount);
                Add(Complement(coalition), mass / total / pairs / 2, i % GroupCount);
            }
        }
    }

    /// <summary>Coalitions of a size and of its counterpart.</summary>
    private static double CountOf(int inputs, int size) => SpecialFunctions.Binomial(inputs, size) * (2 * size == inputs ? 1 : 2);

    private static bool[] Complement(bool[] coalition) => Array.ConvertAll(coalition, c => !c);

    private static IEnumerable<bool[]> OfSize(int inputs, int size)
    {
        int[] chosen = [.. Enumerable.Range(0, size)];
        while (true)
        {
            var coalition = new bool[inputs];
            foreach (var input in chosen)
            {
                coalition[input] = true;
            }
            yield return coalition;
            var at = size - 1;
            while (at >= 0 && chosen[at] == inputs - size + at)
            {
                at--;
            }
            if (at < 0)
            {
                yield break;
            }
            chosen[at]++;
            for (var next = at + 1; next < size; next++)
            {
                chosen[next] = chosen[next - 1] + 1;
            }
        }
    }
}
