using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Governance.Portal.Kernel.Contracts;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Notifications.Delivering;

/// <summary>Whether the mail server takes a connection. No mail is sent.</summary>
internal sealed class MailDoctor(IOptions<NotificationsOptions> options, TimeProvider clock) : IDoctorCheck
{
    private const string Subject = "mail server";

    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(5);

    public async IAsyncEnumerable<DoctorLine> LookAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var smtp = options.Value.Smtp;
        yield return smtp.Host.Length == 0 ? DoctorLine.Ok(Subject, "Not configured.") : await ConnectAsync(smtp.Host, smtp.Port, ct);
    }

    private async Task<DoctorLine> ConnectAsync(string host, int port, CancellationToken ct)
    {
        using var time = new CancellationTokenSource(s_wait, clock);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Token);
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(host, port, bound.Token);
            return DoctorLine.Ok(Subject, $"{host}:{port} accepts connections.");
        }
        catch (Exception e) when (!ct.IsCancellationRequested && e is SocketException or OperationCanceledException)
        {
            return DoctorLine.Fail(Subject, $"{host}:{port} cannot be reached. Check Notifications__Smtp__Host and the network.");
        }
    }
}
