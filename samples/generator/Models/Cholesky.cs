namespace Governance.Samples.Models;

internal static class Cholesky
{
    /// <summary>Solves A x = b for a positive definite A, of which only the lower triangle is read. A is overwritten.</summary>
    public static double[] Solve(double[,] a, double[] b)
    {
        var n = b.Length;
        for (var j = 0; j < n; j++)
        {
            for (var i = j; i < n; i++)
            {
                var sum = a[i, j];
                for (var k = 0; k < j; k++)
                {
                    sum -= a[i, k] * a[j, k];
                }

                if (i == j)
                {
                    a[j, j] =
                        sum > 0 ? Math.Sqrt(sum) : throw new InvalidOperationException($"The matrix is not positive definite at row {j}.");
                }
                else
                {
                    a[i, j] = sum / a[j, j];
                }
            }
        }

        var x = (double[])b.Clone();
        for (var i = 0; i < n; i++)
        {
            for (var k = 0; k < i; k++)
            {
                x[i] -= a[i, k] * x[k];
            }

            x[i] /= a[i, i];
        }

        for (var i = n - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < n; k++)
            {
                x[i] -= a[k, i] * x[k];
            }

            x[i] /= a[i, i];
        }

        return x;
    }
}
