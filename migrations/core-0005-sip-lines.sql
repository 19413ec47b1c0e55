-- SIP lines know their transport, proxy, authorities, further sources and call rate; those that were there are on UDP.
update line
set settings = json_patch(
  '{"transport":"udp","largeOverTcp":false,"proxy":"","authorities":"","sources":[],"maxCallsPerSecond":0}',
  settings
)
where kind = 'sip';
