using System.Net.Sockets;
using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Kernel.Outbound;

/// <summary>Whether a host that configuration names takes a connection from here, by the rules of <c>Outbound</c>.</summary>
public sealed class Reachability(OutboundConnector connector, TimeProvider clock)
{
    private const int Seconds = 5;

    /// <summary>Connects and hangs up.</summary>
    /// <param name="subject">What the line is about.</param>
    /// <param name="host">The host.</param>
    /// <param name="port">Its port.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<DoctorLine> TryAsync(string subject, string host, int port, CancellationToken ct)
    {
        using var time = new CancellationTokenSource(TimeSpan.FromSeconds(Seconds), clock);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Token);
        try
        {
            await using var connection = await connector.ConnectAsync(host, port, bound.Token);
            return DoctorLine.Ok(subject, $"{host}:{port} accepts connections.");
        }
        catch (OutboundException e)
        {
            return DoctorLine.Fail(subject, $"{e.Message.TrimEnd('.')}. Check the network, the name and the lists under Outbound.");
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException && !ct.IsCancellationRequested)
        {
            return DoctorLine.Fail(subject, $"{host}:{port} did not answer within {Seconds} seconds. Check the network and firewalls.");
        }
    }
}
